package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flowlab.flow.Catalogue;
import org.flowlab.topology.TcReader;
import org.flowlab.trial.Manner;
import org.flowlab.trial.ShippedFiles;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The schemas that editors use know what the readers know.
class SchemaTest {
    private static JsonNode schema(String name) {
        return new ObjectMapper()
                .readTree(
                        ShippedFiles.folder("docs")
                                .resolve("schema")
                                .resolve(name + ".schema.json")
                                .toFile());
    }

    @Test
    void the_keys_of_tc_are_those_of_the_reader() {
        for (String name : List.of("topology", "experiment")) {
            assertThat(schema(name).at("/$defs/tc/properties").propertyNames())
                    .containsExactlyInAnyOrderElementsOf(TcReader.KEYS);
        }
    }

    @Test
    void flows_and_manners_are_those_of_the_lab() {
        JsonNode properties = schema("experiment").at("/properties");
        assertThat(properties.at("/matrix/properties").propertyNames())
                .containsExactlyInAnyOrderElementsOf(Manner.FACTORS.keySet());
        List<String> flows =
                properties.at("/flows/anyOf/0/enum").valueStream().map(JsonNode::asString).toList();
        assertThat(flows.subList(0, 2)).containsExactly("six", "all");
        assertThat(flows.subList(2, flows.size()))
                .containsExactlyElementsOf(Catalogue.flows().stream().map(f -> f.id()).toList());
    }
}
