package org.flowlab.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.flowlab.topology.TcReader;
import org.flowlab.topology.Topology;
import org.flowlab.topology.TrafficControl;
import org.flowlab.trial.Manner;
import org.flowlab.yaml.Names;
import org.flowlab.yaml.YamlValue;
import org.jspecify.annotations.Nullable;

/// Reads an experiment's `matrix`: the factors and their values.
final class Matrix {
    private static final int MOST_CELLS = 10_000;
    private static final int MOST_FACTORS = 100;

    /// The most links whose names are compared with an unknown one to find a similar name.
    private static final int MOST_GUESSED = 500;

    /// The keys of `tc` that can be varied.
    private static final List<String> TC_KEYS =
            TcReader.KEYS.stream().filter(k -> !k.equals("mtu")).toList();

    private final YamlValue whole;
    private final Map<String, List<YamlValue>> elements = new LinkedHashMap<>();
    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final Map<String, Topology.Link> links = new LinkedHashMap<>();

    private Matrix(YamlValue whole) {
        this.whole = whole;
    }

    /// Reads a matrix.
    ///
    /// @param matrix null if the file has none
    /// @param file the top level of the file
    static Matrix read(@Nullable YamlValue matrix, YamlValue file) {
        Matrix read = new Matrix(matrix == null ? file : matrix);
        if (matrix != null && !matrix.isNull()) {
            Map<String, YamlValue> factors = matrix.map();
            if (factors.size() > MOST_FACTORS) {
                matrix.problem("has " + factors.size() + " factors; at most " + MOST_FACTORS);
            } else {
                factors.forEach(read::factor);
                read.count();
            }
        }
        return read;
    }

    /// The values of each factor, in the order of the file.
    Map<String, List<String>> values() {
        return values;
    }

    private void factor(String name, YamlValue value) {
        List<YamlValue> those = new ArrayList<>();
        Set<String> texts = new LinkedHashSet<>();
        for (YamlValue element : value.listOrOne()) {
            Optional<String> text = element.quantity(t -> t);
            if (text.isPresent()) {
                if (!texts.add(text.get())) {
                    element.problem("\"" + text.get() + "\" is written twice");
                }
                those.add(element);
            }
        }
        if (value.isList() && value.list().isEmpty()) {
            value.problem("names no value");
        }
        elements.put(name, those);
        values.put(name, List.copyOf(texts));
    }

    private void count() {
        long cells = 1;
        for (List<String> texts : values.values()) {
            cells *= Math.max(1, texts.size());
            if (cells > MOST_CELLS) {
                whole.problem("has more than " + MOST_CELLS + " combinations of values");
                return;
            }
        }
    }

    /// Adds a problem for every factor that does not exist, and for every value that its factor
    /// cannot have. Must be called before [#changed].
    void check(Topology topology) {
        topology.links().forEach(l -> links.put(l.name(), l));
        Map<String, YamlValue> at = elements.isEmpty() ? Map.of() : whole.map();
        List<LinkFactor> before = new ArrayList<>();
        elements.forEach(
                (factor, those) -> {
                    List<String> allowed = Manner.FACTORS.get(factor);
                    if (allowed != null) {
                        those.forEach(e -> e.quantity(t -> Names.known(t, allowed)));
                    } else {
                        checkTc(factor, at.getOrDefault(factor, whole), those, before);
                    }
                });
    }

    private void checkTc(
            String factor, YamlValue at, List<YamlValue> those, List<LinkFactor> before) {
        LinkFactor split = LinkFactor.of(factor);
        Topology.Link link = links.get(split.link());
        if (link == null) {
            at.problemAtKey(unknown(split, factor));
        } else if (!TC_KEYS.contains(split.key())) {
            at.problemAtKey(
                    "link "
                            + split.link()
                            + " has no key \""
                            + split.key()
                            + "\" that can vary"
                            + Names.hint(split.key(), TC_KEYS));
        } else {
            checkValues(split.key(), those);
            before.stream()
                    .filter(split::overlaps)
                    .findFirst()
                    .ifPresent(b -> at.problemAtKey("varies what " + b + " varies; keep one"));
            before.add(split);
        }
    }

    /// Adds a problem for every text that is no value of `key`, or that means the same as an
    /// earlier one: 20ms and 0.02s would make two cells with the same links.
    private static void checkValues(String key, List<YamlValue> those) {
        Map<TrafficControl, String> texts = new HashMap<>();
        for (YamlValue element : those) {
            element.quantity(
                            text -> {
                                String first = texts.putIfAbsent(TcReader.effect(key, text), text);
                                return first == null || first.equals(text)
                                        ? "" // `factor` has reported the same text
                                        : "\"" + text + "\" is the same value as \"" + first + "\"";
                            })
                    .filter(same -> !same.isEmpty())
                    .ifPresent(element::problem);
        }
    }

    private String unknown(LinkFactor split, String factor) {
        List<String> allowed = new ArrayList<>(Manner.FACTORS.keySet().stream().sorted().toList());
        Map<String, String> likely = new LinkedHashMap<>();
        allowed.forEach(manner -> likely.put(manner, manner));
        links.keySet().stream().limit(20).forEach(l -> allowed.add(l + ".<key of tc>"));
        links.values().stream()
                .limit(MOST_GUESSED)
                .forEach(
                        l ->
                                TC_KEYS.forEach(
                                        k -> {
                                            likely.put(l.name() + "." + k, l.name() + "." + k);
                                            LinkFactor.byNodes(l, k).forEach(likely::putIfAbsent);
                                        }));
        return "unknown factor"
                + byItsNodes(split)
                        .or(() -> Names.nearest(factor, likely.keySet()).map(likely::get))
                        .map(n -> "; did you mean " + n + "?")
                        .orElse(";")
                + " allowed: "
                + String.join(", ", allowed);
    }

    /// The right factor if `split` names a link by its two nodes, in either order; else empty.
    private Optional<String> byItsNodes(LinkFactor split) {
        return TC_KEYS.contains(split.key())
                ? links.values().stream()
                        .map(l -> LinkFactor.byNodes(l, split.key()).get(split.toString()))
                        .filter(Objects::nonNull)
                        .findFirst()
                : Optional.empty();
    }

    /// A factor of a link: `<link>.<key>`, `<link>.forward.<key>` or `<link>.reverse.<key>`.
    private record LinkFactor(String link, boolean forward, boolean reverse, String key) {
        static LinkFactor of(String factor) {
            int dot = factor.lastIndexOf('.');
            String link = dot < 0 ? "" : factor.substring(0, dot);
            return new LinkFactor(
                    link.replaceFirst("\\.(forward|reverse)$", ""),
                    !link.endsWith(".reverse"),
                    !link.endsWith(".forward"),
                    factor.substring(dot + 1));
        }

        /// Names for a link's factors that are made of its two nodes, and the right factor for
        /// each. If the nodes are in the opposite order, forward means reverse.
        static Map<String, String> byNodes(Topology.Link link, String key) {
            String there = link.a().node() + "-" + link.b().node() + ".";
            String back = link.b().node() + "-" + link.a().node() + ".";
            String is = link.name() + ".";
            Map<String, String> means =
                    new LinkedHashMap<>(); // if the nodes are a and a-a, `there` equals `back`; it
            // is put last and counts
            means.put(back + key, is + key);
            means.put(back + "forward." + key, is + "reverse." + key);
            means.put(back + "reverse." + key, is + "forward." + key);
            means.put(there + key, is + key);
            means.put(there + "forward." + key, is + "forward." + key);
            means.put(there + "reverse." + key, is + "reverse." + key);
            return means;
        }

        Topology.Link set(Topology.Link of, String text) {
            return of.with(
                    forward ? TcReader.with(of.forward(), key, text) : of.forward(),
                    reverse ? TcReader.with(of.reverse(), key, text) : of.reverse());
        }

        /// Whether both set the same key of the same link in the same direction.
        boolean overlaps(LinkFactor other) {
            return link.equals(other.link)
                    && key.equals(other.key)
                    && ((forward && other.forward) || (reverse && other.reverse));
        }

        @Override
        public String toString() {
            String way = forward && reverse ? "" : forward ? ".forward" : ".reverse";
            return link + way + "." + key;
        }
    }

    /// The links that a cell's values change, by their names.
    ///
    /// @return empty, after a problem was added, if the values ask for something no wire can do
    Optional<Map<String, Topology.Link>> changed(Map<String, String> factors) {
        Map<String, Topology.Link> changed = new LinkedHashMap<>();
        for (Map.Entry<String, String> factor : factors.entrySet()) {
            LinkFactor split = LinkFactor.of(factor.getKey());
            Topology.Link link = changed.getOrDefault(split.link(), links.get(split.link()));
            if (link != null) {
                changed.put(link.name(), split.set(link, factor.getValue()));
            }
        }
        for (Topology.Link link : changed.values()) {
            Optional<TcReader.Impossible> impossible =
                    TcReader.impossible(link.forward())
                            .or(() -> TcReader.impossible(link.reverse()));
            if (impossible.isPresent()) {
                whole.problem(
                        "with "
                                + words(factors)
                                + ", "
                                + link.name()
                                + "."
                                + impossible.get().key()
                                + " "
                                + impossible.get().why());
                return Optional.empty();
            }
        }
        return Optional.of(changed);
    }

    /// The factors that vary the manner in which flows are run, not the links.
    static Map<String, String> manner(Map<String, String> factors) {
        Map<String, String> manner = new LinkedHashMap<>(factors);
        manner.keySet().retainAll(Manner.FACTORS.keySet());
        return manner;
    }

    /// Adds a problem with a cell.
    void problem(Map<String, String> factors, String why) {
        whole.problem("with " + words(factors) + ", " + why);
    }

    /// Words for a cell's values: `tls 1.3, resumption full`.
    static String words(Map<String, String> factors) {
        return factors.isEmpty()
                ? "nothing varied"
                : String.join(
                        ", ",
                        factors.entrySet().stream()
                                .map(e -> e.getKey() + " " + e.getValue())
                                .toList());
    }
}
