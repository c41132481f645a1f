package org.flowlab.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A value in a YAML file, with its place. A getter that does not find what it expects adds a
/// problem and returns nothing.
public final class YamlValue {
    private static final int LONGEST = 200;

    private final Node node;
    private final String key;
    private final Problems problems;
    private final Node keyNode;

    YamlValue(Node node, String key, Problems problems) {
        this(node, key, problems, node);
    }

    private YamlValue(Node node, String key, Problems problems, Node keyNode) {
        this.node = node;
        this.key = key;
        this.problems = problems;
        this.keyNode = keyNode;
    }

    /// Adds a problem at this value.
    ///
    /// @param text what was found, and what is allowed
    public void problem(String text) {
        Optional<Mark> mark = node.getStartMark();
        problems.add(
                line(),
                mark.map(m -> m.getColumn() + 1).orElse(1),
                key.isEmpty() ? text : Printable.abbreviated(key) + ": " + text);
    }

    /// Adds a problem with this value's key.
    public void problemAtKey(String text) {
        new YamlValue(keyNode, key, problems).problem(text);
    }

    /// The number of the line in which the value begins, from 1.
    private int line() {
        return node.getStartMark().map(m -> m.getLine() + 1).orElse(1);
    }

    /// The key of the value, such as `delay`; for an element of a list, the list's key. Empty for
    /// the whole file.
    public String key() {
        return key;
    }

    public boolean isMap() {
        return node instanceof MappingNode;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    /// Whether the value is missing, or is `null` or `~`.
    public boolean isNull() {
        return node instanceof ScalarNode scalar
                && scalar.getScalarStyle() == ScalarStyle.PLAIN
                && scalar.getTag().equals(Tag.NULL);
    }

    /// The text of a scalar, whatever type it has in YAML.
    public Optional<String> text() {
        if (!(node instanceof ScalarNode scalar) || isNull()) {
            problem("a value is expected here, not " + shape());
            return Optional.empty();
        }
        if (scalar.getValue().indexOf('\0') >= 0) {
            problem("contains a NUL character; remove it");
            return Optional.empty();
        }
        return Optional.of(scalar.getValue());
    }

    /// The entries of a mapping, including those that `<<` merges into it. Adds a problem for each
    /// key that is not a scalar or is written twice.
    public Map<String, YamlValue> map() {
        if (!(node instanceof MappingNode mapping)) {
            problem("a mapping (key: value) is expected here, not " + shape());
            return Map.of();
        }
        Map<String, YamlValue> entries = new LinkedHashMap<>();
        List<YamlValue> merges = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            YamlValue name = new YamlValue(tuple.getKeyNode(), key, problems);
            if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
                name.problem("a key is expected here, not " + name.shape());
                continue;
            }
            String text = scalar.getValue();
            YamlValue value =
                    new YamlValue(tuple.getValueNode(), text, problems, tuple.getKeyNode());
            YamlValue first;
            if (isMerge(scalar)) {
                first = merges.isEmpty() ? null : merges.getFirst();
                merges.add(value);
            } else {
                first = entries.putIfAbsent(text, value);
            }
            if (first != null) {
                name.problem(
                        "\""
                                + Printable.abbreviated(text)
                                + "\" is written twice, the first time in line "
                                + first.line()
                                + "; keep one");
            }
        }
        merges.forEach(merge -> merge.merged().forEach(entries::putIfAbsent));
        return entries;
    }

    /// Whether this is the merge key of YAML 1.1, which most readers of YAML 1.2 know too. `"<<"`
    /// in quotes is an ordinary key.
    private static boolean isMerge(ScalarNode key) {
        return key.getScalarStyle() == ScalarStyle.PLAIN && key.getValue().equals("<<");
    }

    /// The entries of the mapping to merge. If it is a list of mappings, the first one that has a
    /// key counts.
    private Map<String, YamlValue> merged() {
        Map<String, YamlValue> entries = new LinkedHashMap<>();
        for (YamlValue part : listOrOne()) {
            if (part.isMap()) {
                part.map().forEach(entries::putIfAbsent);
            } else {
                part.problem(
                        "a mapping to merge, or a list of mappings, is expected here, not "
                                + part.shape()
                                + "; write one as in <<: *name");
            }
        }
        return entries;
    }

    /// The entries of a mapping. Adds a problem for each key that is not allowed.
    public Map<String, YamlValue> map(Collection<String> allowed) {
        return map(allowed, Map.of());
    }

    /// The entries of a mapping. Adds a problem for each key that is not allowed.
    ///
    /// @param misplaced keys that belong elsewhere, with the text of the problem
    public Map<String, YamlValue> map(Collection<String> allowed, Map<String, String> misplaced) {
        Map<String, YamlValue> entries = map();
        entries.forEach(
                (name, value) -> {
                    if (misplaced.containsKey(name)) {
                        value.problemAtKey(misplaced.get(name));
                    } else if (!allowed.contains(name)) {
                        new YamlValue(value.keyNode, key, problems)
                                .problem(
                                        "unknown key \""
                                                + Printable.abbreviated(name)
                                                + "\""
                                                + Names.hint(name, allowed)
                                                + mergedFrom(value));
                    }
                });
        return entries;
    }

    /// The end of a message about a merged value: the line of the mapping into which it is merged.
    /// Empty if `value` is not merged.
    private String mergedFrom(YamlValue value) {
        return node instanceof MappingNode mapping
                        && mapping.getValue().stream()
                                .noneMatch(tuple -> tuple.getKeyNode().equals(value.keyNode))
                ? "; merged by << into the mapping in line " + line()
                : "";
    }

    /// The elements of a list.
    public List<YamlValue> list() {
        if (!(node instanceof SequenceNode sequence)) {
            problem("a list is expected here, not " + shape());
            return List.of();
        }
        List<YamlValue> elements = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            elements.add(new YamlValue(element, key, problems));
        }
        return elements;
    }

    /// The elements of a list; a single value counts as a list of one.
    public List<YamlValue> listOrOne() {
        return isList() ? list() : List.of(this);
    }

    /// The text of a scalar, read by `parse`. The message of its [IllegalArgumentException] becomes
    /// a problem.
    public <T> Optional<T> parsed(Function<String, T> parse) {
        return parsed(text().map(String::strip), parse);
    }

    /// Does the same as [#parsed], for keys whose values are numbers or begin with one. `parse`
    /// gets numbers of YAML 1.2's core schema in plain decimal digits: `16` for `0x10`, `1000` for
    /// `1e3`.
    public <T> Optional<T> quantity(Function<String, T> parse) {
        return parsed(text().map(text -> PlainNumber.of(node, text.strip())), parse);
    }

    private <T> Optional<T> parsed(Optional<String> text, Function<String, T> parse) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.get().length() > LONGEST) {
            problem(
                    "this text has "
                            + text.get().length()
                            + " characters; a value has at most "
                            + LONGEST);
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(text.get()));
        } catch (IllegalArgumentException e) {
            problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// The text of a scalar that must be one of `allowed`.
    public Optional<String> oneOf(Collection<String> allowed) {
        return parsed(text -> Names.known(text, allowed));
    }

    private String shape() {
        return switch (node) {
            case MappingNode m -> "a mapping";
            case SequenceNode s -> "a list";
            case ScalarNode s ->
                    isNull() ? "nothing" : "\"" + Printable.abbreviated(s.getValue()) + "\"";
            default -> "something else";
        };
    }
}
