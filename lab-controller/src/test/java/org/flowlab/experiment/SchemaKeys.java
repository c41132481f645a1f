package org.flowlab.experiment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.flowlab.topology.TcReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The keys that a schema knows, each as a place in a document where it can be set.
final class SchemaKeys {
    /// A mapping's key.
    ///
    /// @param siblings the keys that the schema knows in the same mapping
    record Key(
            SchemaAgreementTest.@Nullable Kind owner,
            List<Object> at,
            boolean mayBeList,
            List<String> siblings,
            Object base) {
        Key of(SchemaAgreementTest.Kind kind) {
            return new Key(kind, at, mayBeList, siblings, base);
        }

        SchemaAgreementTest.Kind kind() {
            return java.util.Objects.requireNonNull(owner);
        }

        /// `topology.links.0.tc.delay`
        String path() {
            return String.join(".", at.stream().map(Object::toString).toList());
        }

        /// The base with this key set to what `yaml` is.
        String document(String yaml) {
            return render(set(base, at, yaml));
        }

        @Override
        public String toString() {
            return owner + " " + path();
        }
    }

    /// YAML that stands in a document as it is.
    private record Raw(String yaml) {}

    private final JsonNode whole;
    private final Object base;
    private final Set<String> leaves;
    private final Set<String> walked = new HashSet<>();
    private final List<Key> keys = new ArrayList<>();
    private final List<Key> mappings = new ArrayList<>();

    /// @param base a document in which every key can be set; of a list the first element is taken
    /// @param leaves keys whose own keys are left out
    SchemaKeys(JsonNode whole, Object base, Set<String> leaves) {
        this.whole = whole;
        this.leaves = leaves;
        this.base = base;
        walk(whole, List.of(), base);
    }

    List<Key> all() {
        return keys;
    }

    /// Every mapping whose keys are known, as an unknown key in it.
    List<Key> mappings() {
        return mappings;
    }

    private JsonNode resolve(JsonNode schema) {
        JsonNode ref = schema.get("$ref");
        return ref == null ? schema : resolve(whole.at(ref.asString().substring(1)));
    }

    /// A schema, or its alternatives if it has some.
    private Stream<JsonNode> alternatives(JsonNode schema) {
        JsonNode resolved = resolve(schema);
        for (String key : List.of("anyOf", "oneOf")) {
            if (resolved.has(key)) {
                return resolved.get(key).valueStream().flatMap(this::alternatives);
            }
        }
        return Stream.of(resolved);
    }

    private void walk(JsonNode schema, List<Object> at, @Nullable Object value) {
        boolean again =
                value == null && schema.has("$ref") && !walked.add(schema.get("$ref").asString());
        alternatives(schema)
                .filter(s -> isOfKind(s, value))
                .forEach(
                        s -> {
                            if (again && s.has("properties")) {
                                mapping(s, at); // its keys were tried where it was met first
                            } else if (s.has("properties")) {
                                properties(s, at, value);
                            } else if (s.path("additionalProperties").isObject()) {
                                others(s.get("additionalProperties"), at, value);
                            } else if (s.path("items").isObject()
                                    && value instanceof List<?> list) {
                                walk(s.get("items"), plus(at, 0), list.getFirst());
                            }
                        });
    }

    /// The alternative of a node's schema for the node's kind.
    private boolean isOfKind(JsonNode schema, @Nullable Object value) {
        String kind = schema.at("/properties/kind/const").asString("");
        return kind.isEmpty() || (value instanceof Map<?, ?> m && kind.equals(m.get("kind")));
    }

    private void properties(JsonNode schema, List<Object> at, @Nullable Object value) {
        List<String> names = List.copyOf(schema.get("properties").propertyNames());
        schema.get("properties")
                .forEachEntry((name, s) -> key(plus(at, name), s, names, at(value, name)));
        schema.path("patternProperties")
                .forEachEntry(
                        (pattern, s) ->
                                TcReader.KEYS.stream()
                                        .flatMap(
                                                k ->
                                                        Stream.of("", "forward.", "reverse.")
                                                                .map(
                                                                        way ->
                                                                                "client-proxy."
                                                                                        + way
                                                                                        + k))
                                        .filter(name -> name.matches(pattern))
                                        .forEach(name -> key(plus(at, name), s, names, null)));
        if (!schema.has("patternProperties")) {
            mapping(schema, at);
        }
    }

    private void mapping(JsonNode schema, List<Object> at) {
        List<String> names = List.copyOf(schema.get("properties").propertyNames());
        mappings.add(new Key(null, plus(at, "zz-unknown"), false, names, base));
    }

    private void others(JsonNode schema, List<Object> at, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, v) -> key(plus(at, String.valueOf(name)), schema, List.of(), v));
        } else {
            key(plus(at, "eth0"), schema, List.of(), null);
        }
    }

    private void key(
            List<Object> at, JsonNode schema, List<String> siblings, @Nullable Object value) {
        boolean list =
                alternatives(schema).anyMatch(s -> s.path("type").asString("").equals("array"));
        keys.add(new Key(null, at, list, siblings, base));
        if (!leaves.contains(at.getLast())) {
            walk(schema, at, value);
        }
    }

    private static @Nullable Object at(@Nullable Object value, String name) {
        return value instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private static List<Object> plus(List<Object> at, Object name) {
        return Stream.concat(at.stream(), Stream.of(name)).toList();
    }

    /// A copy of `document` with one value set, in mappings that are made if there are none.
    private static Object set(@Nullable Object document, List<Object> at, String yaml) {
        if (at.isEmpty()) {
            return new Raw(yaml);
        }
        List<Object> rest = at.subList(1, at.size());
        if (at.getFirst() instanceof Integer index && document instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list);
            copy.set(index, set(copy.get(index), rest, yaml));
            return copy;
        }
        Map<Object, Object> copy = new LinkedHashMap<>();
        if (document instanceof Map<?, ?> map) {
            copy.putAll(map);
        } else if (at.getFirst().toString().matches("r|loss-.*|zz-unknown")) {
            copy.put("p", "1%"); // of gemodel, which must have it
        }
        copy.put(at.getFirst(), set(copy.get(at.getFirst()), rest, yaml));
        return copy;
    }

    private static String render(@Nullable Object value) {
        return switch (value) {
            case Raw raw -> raw.yaml();
            case Map<?, ?> map ->
                    "{"
                            + String.join(
                                    ", ",
                                    map.entrySet().stream()
                                            .map(
                                                    e ->
                                                            "\""
                                                                    + e.getKey()
                                                                    + "\": "
                                                                    + render(e.getValue()))
                                            .toList())
                            + "}";
            case Collection<?> list ->
                    "[" + String.join(", ", list.stream().map(SchemaKeys::render).toList()) + "]";
            case null -> "null";
            case String text -> "\"" + text + "\"";
            default -> value.toString();
        };
    }
}
