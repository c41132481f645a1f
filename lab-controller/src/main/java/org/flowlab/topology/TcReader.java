package org.flowlab.topology;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.flowlab.topology.TrafficControl.Distribution;
import org.flowlab.topology.TrafficControl.GilbertElliott;
import org.flowlab.unit.BitRate;
import org.flowlab.yaml.Names;
import org.flowlab.yaml.YamlValue;
import org.jspecify.annotations.Nullable;

/// Reads `tc` mappings and their values.
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

    /// The value of `rate` or `limit` that removes it.
    private static final String UNSET = "none";

    private static final int LEAST_MTU = 576;
    private static final int MOST_MTU = 1900;

    private TcReader() {}

    /// The values of a `tc` mapping.
    ///
    /// @param mtu the wire's MTU in bytes; null if the mapping sets none
    public record Tc(TrafficControl control, @Nullable Integer mtu) {}

    /// A wire that does nothing to frames.
    static final Tc NONE = new Tc(TrafficControl.NONE, null);

    /// Reads a `tc` mapping.
    ///
    /// @param base the values of keys that the mapping does not have
    public static Tc read(YamlValue value, Tc base) {
        Map<String, YamlValue> entries = value.map(KEYS);
        TrafficControl control = base.control();
        Integer mtu = base.mtu();
        for (Map.Entry<String, YamlValue> entry : entries.entrySet()) {
            if (entry.getKey().equals("mtu")) {
                mtu = entry.getValue().quantity(TcReader::mtu).orElse(null);
            } else if (entry.getKey().equals("loss") && entry.getValue().isMap()) {
                control = with(control, gemodel(entry.getValue()));
            } else if (KEYS.contains(entry.getKey())) {
                TrafficControl before = control;
                control =
                        entry.getValue()
                                .quantity(text -> with(before, entry.getKey(), text))
                                .orElse(before);
            }
        }
        check(control, entries, value);
        return new Tc(control, mtu);
    }

    static int mtu(String text) {
        return Quantities.number(text, LEAST_MTU, MOST_MTU);
    }

    /// Returns `tc` with one key set to `text`.
    ///
    /// @throws IllegalArgumentException if `text` is no value of the key
    public static TrafficControl with(TrafficControl tc, String key, String text) {
        return tc.with(copy -> set(copy, key, text));
    }

    /// The traffic control of a wire on which only `key` is set. It is equal for two texts that
    /// mean the same, such as `20ms` and `0.02s`.
    ///
    /// @throws IllegalArgumentException if `text` is no value of the key
    public static TrafficControl effect(String key, String text) {
        return with(TrafficControl.NONE, key, text)
                .with(
                        copy -> {
                            if (key.equals("limit") && copy.limit == null) {
                                copy.limit = TrafficControl.QueueLimit.DEFAULT;
                            }
                        });
    }

    private static void set(TrafficControl.Copy copy, String key, String text) {
        switch (key) {
            case "delay" -> copy.delay = Quantities.duration(text);
            case "jitter" -> copy.jitter = Quantities.duration(text);
            case "distribution" -> copy.distribution = distribution(text);
            case "correlation" -> copy.correlation = Quantities.fraction(text);
            case "loss" -> {
                copy.loss = Quantities.fraction(text);
                copy.lossModel = null;
            }
            case "duplicate" -> copy.duplicate = Quantities.fraction(text);
            case "reorder" -> copy.reorder = Quantities.fraction(text);
            case "corrupt" -> copy.corrupt = Quantities.fraction(text);
            case "rate" -> copy.rate = text.equals(UNSET) ? null : BitRate.parse(text);
            case "limit" -> copy.limit = text.equals(UNSET) ? null : Quantities.limit(text);
            default -> throw new IllegalArgumentException("no key " + key + " of tc");
        }
    }

    private static TrafficControl with(TrafficControl tc, Optional<GilbertElliott> model) {
        return model.map(
                        m ->
                                tc.with(
                                        copy -> {
                                            copy.loss = 0;
                                            copy.lossModel = m;
                                        }))
                .orElse(tc);
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
            if (loss.map().isEmpty()) {
                loss.problem("gemodel is missing, as in loss: {gemodel: {p: 1%, r: 30%}}");
            }
            return Optional.empty();
        }
        Map<String, YamlValue> entries = model.map(GEMODEL_KEYS);
        Function<String, Optional<Double>> get =
                key ->
                        Optional.ofNullable(entries.get(key))
                                .flatMap(v -> v.quantity(Quantities::fraction));
        Optional<Double> p = get.apply("p");
        if (p.isEmpty()) {
            if (model.isMap() && !entries.containsKey("p")) {
                model.problem(
                        "p is missing: the probability of going from the good state to the bad one, as in"
                                + " p: 1%");
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

    /// A key whose value contradicts the values of other keys.
    ///
    /// @param why the rest of a sentence that begins with the key
    public record Impossible(String key, String why) {}

    /// Finds a key that asks for something no wire can do; empty if there is none.
    public static Optional<Impossible> impossible(TrafficControl tc) {
        if (!tc.jitter().isZero() && tc.delay().isZero()) {
            return Optional.of(
                    new Impossible(
                            "jitter", "needs a delay: no frame can arrive before it was sent"));
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
                            "reorder",
                            "needs a delay: a reordered frame overtakes frames that are delayed"));
        }
        return Optional.empty();
    }
}
