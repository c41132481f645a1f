package org.flowlab.topology;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.flowlab.topology.TrafficControl.Distribution;
import org.flowlab.topology.TrafficControl.GilbertElliott;
import org.flowlab.topology.TrafficControl.QueueLimit;
import org.flowlab.topology.yaml.Names;
import org.flowlab.topology.yaml.YamlValue;
import org.flowlab.unit.BitRate;
import org.jspecify.annotations.Nullable;

/// Reads a `tc` mapping, or one of its values.
public final class TcReader {
    /// The keys of a `tc` mapping.
    public static final List<String> KEYS =
            List.of(
                    "delay",
                    "jitter",
                    "distribution",
                    "correlation",
                    "loss",
                    "duplicate",
                    "reorder",
                    "corrupt",
                    "rate",
                    "limit",
                    "mtu");

    private static final List<String> GEMODEL_KEYS = List.of("p", "r", "loss-bad", "loss-good");

    /// As the value of `rate` or `limit`: none.
    private static final String UNSET = "none";

    private static final int LEAST_MTU = 576;
    private static final int MOST_MTU = 1900;

    private TcReader() {}

    /// @param mtu null where the mapping sets none
    record Tc(TrafficControl control, @Nullable Integer mtu) {}

    /// A wire that does nothing to frames.
    static final Tc NONE = new Tc(TrafficControl.NONE, null);

    /// @param base what holds where `value` says nothing
    static Tc read(YamlValue value, Tc base) {
        Map<String, YamlValue> entries = value.map(KEYS);
        TrafficControl control = base.control();
        Integer mtu = base.mtu();
        for (Map.Entry<String, YamlValue> entry : entries.entrySet()) {
            if (entry.getKey().equals("mtu")) {
                mtu = entry.getValue().parsed(TcReader::mtu).orElse(null);
            } else if (entry.getKey().equals("loss") && entry.getValue().isMap()) {
                control = with(control, gemodel(entry.getValue()));
            } else if (KEYS.contains(entry.getKey())) {
                TrafficControl before = control;
                control =
                        entry.getValue()
                                .parsed(text -> with(before, entry.getKey(), text))
                                .orElse(before);
            }
        }
        check(control, entries, value);
        return new Tc(control, mtu);
    }

    static int mtu(String text) {
        return Quantities.number(text, LEAST_MTU, MOST_MTU);
    }

    /// `tc` with one key set to `text`.
    ///
    /// @throws IllegalArgumentException where that is no value of the key
    public static TrafficControl with(TrafficControl tc, String key, String text) {
        return switch (key) {
            case "delay" -> Change.of(tc).delay(Quantities.duration(text));
            case "jitter" -> Change.of(tc).jitter(Quantities.duration(text));
            case "distribution" -> Change.of(tc).distribution(distribution(text));
            case "correlation" -> Change.of(tc).correlation(Quantities.fraction(text));
            case "loss" -> Change.of(tc).loss(Quantities.fraction(text));
            case "duplicate" -> Change.of(tc).duplicate(Quantities.fraction(text));
            case "reorder" -> Change.of(tc).reorder(Quantities.fraction(text));
            case "corrupt" -> Change.of(tc).corrupt(Quantities.fraction(text));
            case "rate" -> Change.of(tc).rate(text.equals(UNSET) ? null : Quantities.rate(text));
            case "limit" -> Change.of(tc).limit(text.equals(UNSET) ? null : Quantities.limit(text));
            default -> throw new IllegalArgumentException("no key " + key + " of tc");
        };
    }

    /// The values of `tc`, to be put together anew.
    private record Change(TrafficControl tc) {
        static Change of(TrafficControl tc) {
            return new Change(tc);
        }

        TrafficControl delay(Duration v) {
            return new TrafficControl(
                    v,
                    tc.jitter(),
                    tc.distribution(),
                    tc.correlation(),
                    tc.loss(),
                    tc.lossModel(),
                    tc.duplicate(),
                    tc.reorder(),
                    tc.corrupt(),
                    tc.rate(),
                    tc.limit());
        }

        TrafficControl jitter(Duration v) {
            return new TrafficControl(
                    tc.delay(),
                    v,
                    tc.distribution(),
                    tc.correlation(),
                    tc.loss(),
                    tc.lossModel(),
                    tc.duplicate(),
                    tc.reorder(),
                    tc.corrupt(),
                    tc.rate(),
                    tc.limit());
        }

        TrafficControl distribution(Distribution v) {
            return new TrafficControl(
                    tc.delay(),
                    tc.jitter(),
                    v,
                    tc.correlation(),
                    tc.loss(),
                    tc.lossModel(),
                    tc.duplicate(),
                    tc.reorder(),
                    tc.corrupt(),
                    tc.rate(),
                    tc.limit());
        }

        TrafficControl correlation(double v) {
            return new TrafficControl(
                    tc.delay(),
                    tc.jitter(),
                    tc.distribution(),
                    v,
                    tc.loss(),
                    tc.lossModel(),
                    tc.duplicate(),
                    tc.reorder(),
                    tc.corrupt(),
                    tc.rate(),
                    tc.limit());
        }

        TrafficControl loss(double v) {
            return new TrafficControl(
                    tc.delay(),
                    tc.jitter(),
                    tc.distribution(),
                    tc.correlation(),
                    v,
                    null,
                    tc.duplicate(),
                    tc.reorder(),
                    tc.corrupt(),
                    tc.rate(),
                    tc.limit());
        }

        TrafficControl lossModel(GilbertElliott v) {
            return new TrafficControl(
                    tc.delay(),
                    tc.jitter(),
                    tc.distribution(),
                    tc.correlation(),
                    0,
                    v,
                    tc.duplicate(),
                    tc.reorder(),
                    tc.corrupt(),
                    tc.rate(),
                    tc.limit());
        }

        TrafficControl duplicate(double v) {
            return new TrafficControl(
                    tc.delay(),
                    tc.jitter(),
                    tc.distribution(),
                    tc.correlation(),
                    tc.loss(),
                    tc.lossModel(),
                    v,
                    tc.reorder(),
                    tc.corrupt(),
                    tc.rate(),
                    tc.limit());
        }

        TrafficControl reorder(double v) {
            return new TrafficControl(
                    tc.delay(),
                    tc.jitter(),
                    tc.distribution(),
                    tc.correlation(),
                    tc.loss(),
                    tc.lossModel(),
                    tc.duplicate(),
                    v,
                    tc.corrupt(),
                    tc.rate(),
                    tc.limit());
        }

        TrafficControl corrupt(double v) {
            return new TrafficControl(
                    tc.delay(),
                    tc.jitter(),
                    tc.distribution(),
                    tc.correlation(),
                    tc.loss(),
                    tc.lossModel(),
                    tc.duplicate(),
                    tc.reorder(),
                    v,
                    tc.rate(),
                    tc.limit());
        }

        TrafficControl rate(@Nullable BitRate v) {
            return new TrafficControl(
                    tc.delay(),
                    tc.jitter(),
                    tc.distribution(),
                    tc.correlation(),
                    tc.loss(),
                    tc.lossModel(),
                    tc.duplicate(),
                    tc.reorder(),
                    tc.corrupt(),
                    v,
                    tc.limit());
        }

        TrafficControl limit(@Nullable QueueLimit v) {
            return new TrafficControl(
                    tc.delay(),
                    tc.jitter(),
                    tc.distribution(),
                    tc.correlation(),
                    tc.loss(),
                    tc.lossModel(),
                    tc.duplicate(),
                    tc.reorder(),
                    tc.corrupt(),
                    tc.rate(),
                    v);
        }
    }

    private static TrafficControl with(TrafficControl tc, Optional<GilbertElliott> model) {
        return model.map(m -> Change.of(tc).lossModel(m)).orElse(tc);
    }

    private static Distribution distribution(String text) {
        for (Distribution distribution : Distribution.values()) {
            if (distribution.name().toLowerCase(Locale.ROOT).equals(text)) {
                return distribution;
            }
        }
        List<String> names = List.of("uniform", "normal", "pareto", "paretonormal");
        throw new IllegalArgumentException(
                "'" + text + "' is not a distribution" + Names.hint(text, names));
    }

    private static Optional<GilbertElliott> gemodel(YamlValue loss) {
        YamlValue model = loss.map(List.of("gemodel")).get("gemodel");
        if (model == null) {
            return Optional.empty();
        }
        Map<String, YamlValue> entries = model.map(GEMODEL_KEYS);
        Function<String, Optional<Double>> get =
                key ->
                        Optional.ofNullable(entries.get(key))
                                .flatMap(v -> v.parsed(Quantities::fraction));
        Optional<Double> p = get.apply("p");
        if (p.isEmpty()) {
            if (!entries.containsKey("p")) {
                model.problem(
                        "p is missing: the probability to go from the good state to the bad one, as in p: 1%");
            }
            return Optional.empty();
        }
        double r = get.apply("r").orElse(1 - p.get());
        return Optional.of(
                new GilbertElliott(
                        p.get(),
                        r,
                        get.apply("loss-bad").orElse(1.0),
                        get.apply("loss-good").orElse(0.0)));
    }

    private static void check(TrafficControl tc, Map<String, YamlValue> entries, YamlValue whole) {
        impossible(tc)
                .ifPresent(
                        i ->
                                entries.getOrDefault(i.key(), whole)
                                        .problem(
                                                entries.containsKey(i.key())
                                                        ? i.why()
                                                        : i.key() + " " + i.why()));
    }

    /// A key that asks for what cannot be, given the others.
    public record Impossible(String key, String why) {}

    /// What no wire can do.
    public static Optional<Impossible> impossible(TrafficControl tc) {
        if (!tc.jitter().isZero() && tc.delay().isZero()) {
            return Optional.of(
                    new Impossible(
                            "jitter",
                            "needs a delay to vary around: no frame can arrive before it was"
                                    + " sent"));
        }
        if (tc.distribution() == Distribution.UNIFORM && tc.jitter().compareTo(tc.delay()) > 0) {
            return Optional.of(
                    new Impossible(
                            "jitter",
                            "is larger than the delay: no frame can arrive before it was sent"));
        }
        if (tc.reorder() > 0 && tc.delay().isZero()) {
            return Optional.of(
                    new Impossible(
                            "reorder", "needs a delay: a frame overtakes those that are delayed"));
        }
        return Optional.empty();
    }
}
