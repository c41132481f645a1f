package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flowlab.experiment.SchemaKeys.Key;
import org.flowlab.topology.Topologies;
import org.flowlab.trial.ShippedFiles;
import org.flowlab.yaml.InputException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// For every key of the schemas and every [Spellings] of a value: what the schema takes the reader
/// takes, and the other way round. A new key in a schema is tested without a line here.
class SchemaAgreementTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FILE = ShippedFiles.folder("experiments").resolve("agreement.yaml");

    /// A kind of file, with a document in which every key can be set without regard to the others.
    enum Kind {
        TOPOLOGY(
                """
                topology:
                  nodes:
                    client: {kind: client}
                    proxy: {kind: proxy}
                    origin: {kind: origin, http-port: 7001, https-port: 7002}
                    r: {kind: router}
                    s: {kind: switch}
                    h: {kind: host, exec: serve}
                  links:
                    - endpoints: ["client:spare", "origin:spare"]
                      tc: {delay: 600s}
                    - endpoints: ["client:eth0", "proxy:eth0"]
                    - endpoints: ["proxy:eth1", "origin:eth0"]
                    - endpoints: ["client:eth1", "r:eth0"]
                    - endpoints: ["proxy:eth2", "s:eth0"]
                    - endpoints: ["origin:eth1", "h:eth0"]
                """),
        EXPERIMENT(
                """
                topology:
                  nodes:
                    client: {kind: client}
                    proxy: {kind: proxy}
                    origin: {kind: origin}
                    r: {kind: router}
                  links:
                    - endpoints: ["client:eth0", "proxy:eth0"]
                      tc: {delay: 600s}
                    - endpoints: ["proxy:eth1", "origin:eth0"]
                    - endpoints: ["client:eth1", "r:eth0"]
                    - endpoints: ["r:eth1", "origin:eth1"]
                """);

        private final String base;
        private final JsonNode json;
        private final Schema schema;

        Kind(String base) {
            this.base = base;
            json =
                    JSON.readTree(
                            ShippedFiles.folder("docs")
                                    .resolve("schema")
                                    .resolve(word() + ".schema.json")
                                    .toFile());
            schema =
                    SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(json);
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        SchemaKeys keys() {
            // What is in an experiment's topology both schemas define in the same words.
            Set<String> leaves = this == EXPERIMENT ? Set.of("topology") : Set.of();
            return new SchemaKeys(json, new Load(SETTINGS).loadFromString(base), leaves);
        }

        boolean schemaTakes(String yaml) {
            Object value = new Load(SETTINGS).loadFromString(yaml);
            return schema.validate((JsonNode) JSON.valueToTree(value)).isEmpty();
        }

        /// What the reader has against `yaml`; nothing if it takes it.
        List<String> problems(String yaml) {
            byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
            try {
                if (this == TOPOLOGY) {
                    Topologies.parse("f.yaml", bytes);
                } else {
                    ExperimentFile.parse(FILE, bytes);
                }
                return List.of();
            } catch (InputException e) {
                return e.problems();
            }
        }
    }

    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setSchema(new CoreSchema()).build();

    /// What a schema cannot say, and why.
    private record Unsaid(String why, BiPredicate<String, String> where) {
        static Unsaid of(String why, String path, String value) {
            return new Unsaid(why, (p, v) -> p.matches(path) && v.matches(value));
        }
    }

    private static final List<Unsaid> UNSAID =
            List.of(
                    Unsaid.of(
                            "A schema sees a number, not how it is written; the reader refuses 016,"
                                    + " which is 14 to YAML 1.1.",
                            ".*",
                            "\\[?[-+]?0[0-9]+\\]?"),
                    Unsaid.of(
                            "A schema sees a number or a truth, not how it is written; a name is what is"
                                    + " written.",
                            "(.*\\.)?(name|congestion)",
                            "[-+]?[0-9]*\\.?[0-9]*(e[0-9]+)?|\\.inf|\\.nan|True|TRUE|False|FALSE"),
                    Unsaid.of(
                            "The reader ignores spaces around a value in quotes; patterns that did"
                                    + " so, too, would be unreadable.",
                            ".*",
                            "\\[?(\" .*|.*( |\\\\n)\")\\]?"),
                    Unsaid.of(
                            "A pattern cannot compare decimal fractions of kb, mb and gb with the"
                                    + " least and the most.",
                            ".*limit|max-capture",
                            "\\[?[0-9.]+ ?[kKg]?[bB]\\]?"),
                    Unsaid.of(
                            "JSON has no infinity and no NaN; a text may be written so.",
                            ".*\\.(exec|env\\.eth0)",
                            "\\[?(\\.inf|\\.nan)\\]?"),
                    Unsaid.of(
                            "A pattern that ends where 64-bit integers end would be unreadable.",
                            "seed",
                            "\"9223372036854775808\""),
                    Unsaid.of(
                            "Programs have no common pattern for the letters of all languages.",
                            "name",
                            ".*[^ -~].*"),
                    Unsaid.of(
                            "Two spellings of one value are different values to a schema.",
                            "matrix\\..*",
                            "\\[.+, .+\\]"),
                    Unsaid.of(
                            "Which address of a subnet is the first or the last depends on its"
                                    + " prefix.",
                            ".*\\.(subnet|addresses\\.eth0)",
                            "198.*"),
                    Unsaid.of(
                            "A schema cannot look up nodes and interfaces elsewhere in the file.",
                            ".*\\.endpoints",
                            ".*(client:eth0|client:b|nobody:).*"),
                    Unsaid.of(
                            "A schema cannot look up which node is a client.",
                            "client|proxy|origin",
                            "[^\\[{]+"),
                    Unsaid.of("A schema cannot look for files.", "topology", "[^\\[{]*"));

    private static final Set<Unsaid> NEEDED = ConcurrentHashMap.newKeySet();

    static Stream<Key> keys() {
        return Stream.of(Kind.values())
                .flatMap(kind -> kind.keys().all().stream().map(key -> key.of(kind)));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void the_schema_and_the_reader_take_the_same_spellings_of(Key key) {
        List<String> wrong = new ArrayList<>();
        for (String value : Spellings.of(key.mayBeList())) {
            String yaml = key.document(value);
            List<String> problems = key.kind().problems(yaml);
            boolean schemaTakes = key.kind().schemaTakes(yaml);
            if (problems.isEmpty() != schemaTakes && !isUnsaid(key.path(), value)) {
                wrong.add(
                        key.path()
                                + ": "
                                + value
                                + (schemaTakes
                                        ? " is taken by the schema only: " + problems.getFirst()
                                        : " is taken by the reader only"));
            }
        }
        assertThat(wrong)
                .as("make schema and reader equal, or list the reason in UNSAID")
                .isEmpty();
    }

    private static boolean isUnsaid(String path, String value) {
        for (Unsaid unsaid : UNSAID) {
            if (unsaid.where().test(path, value)) {
                NEEDED.add(unsaid);
                return true;
            }
        }
        return false;
    }

    @AfterAll
    static void no_reason_is_listed_without_need() {
        assertThat(NEEDED).containsExactlyInAnyOrderElementsOf(UNSAID);
    }

    @ParameterizedTest
    @EnumSource
    void the_document_that_keys_are_set_in_is_right(Kind kind) {
        assertThat(kind.problems(kind.base)).isEmpty();
        assertThat(kind.schemaTakes(kind.base)).isTrue();
    }

    static Stream<Key> mappings() {
        return Stream.of(Kind.values())
                .flatMap(kind -> kind.keys().mappings().stream().map(key -> key.of(kind)));
    }

    private static final Pattern ALLOWED =
            Pattern.compile("unknown key \"zz-unknown\".* allowed: (.*)");

    @ParameterizedTest
    @MethodSource("mappings")
    void the_schema_and_the_reader_know_the_same_keys_in(Key mapping) {
        String yaml = mapping.document("1");
        assertThat(mapping.kind().schemaTakes(yaml)).isFalse();
        Matcher m = ALLOWED.matcher(String.join("\n", mapping.kind().problems(yaml)));
        assertThat(m.find()).as(yaml).isTrue();
        Set<String> known = new TreeSet<>(List.of(m.group(1).split(", ")));
        if (known.remove("…")) { // of many keys the reader names some
            assertThat(mapping.siblings()).containsAll(known);
        } else {
            assertThat(known).isEqualTo(new TreeSet<>(mapping.siblings()));
        }
    }

    @Test
    void both_schemas_define_the_same() {
        assertThat(Kind.EXPERIMENT.json.get("$defs")).isEqualTo(Kind.TOPOLOGY.json.get("$defs"));
    }

    /// `\s`, `\d` and `\w` mean other characters to Python and to ECMAScript than to Java.
    @Test
    void patterns_mean_the_same_to_every_program() {
        for (Kind kind : Kind.values()) {
            assertThat(kind.json.findValuesAsString("pattern"))
                    .isNotEmpty()
                    .noneMatch(p -> p.matches(".*\\\\[sSdDwWpP].*"));
        }
    }
}
