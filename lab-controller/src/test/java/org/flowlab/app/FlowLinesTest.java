package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Reuse;
import org.flowlab.flow.Tls;
import org.flowlab.flow.Variant;
import org.flowlab.view.FlowViews;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class FlowLinesTest {
    private final FlowLines catalogue = new FlowLines(false);

    @Test
    void the_list_names_every_flow_its_steps_and_its_modes() {
        assertThat(String.join("\n", catalogue.lines()) + "\n")
                .isEqualTo(SequenceDiagramTest.golden("flows.txt"));
    }

    @Test
    void a_flow_is_listed_step_by_step_with_its_causes() {
        Variant variant = Variant.of(Reuse.WARM_PROXY, Tls.FULL_1_3).withWarmOrigin();
        assertThat(
                        String.join(
                                        "\n",
                                        catalogue.lines(
                                                Catalogue.flow("spdy-proxy.https-http"), variant))
                                + "\n")
                .isEqualTo(SequenceDiagramTest.golden("flow.txt"));
    }

    @Test
    void records_are_json_as_they_are() {
        String json =
                JsonMapper.shared()
                        .writeValueAsString(
                                FlowViews.one(
                                        Catalogue.flow("direct"),
                                        Variant.of(Reuse.WARM_PROXY, Tls.FULL_1_2)));
        assertThat(json)
                .startsWith("{\"id\":\"direct\"")
                .contains(
                        "{\"number\":10,\"name\":\"HTTP/1.1 200 OK\",\"details\":[],"
                                + "\"phase\":\"origin\",\"from\":\"origin\",\"to\":\"client\","
                                + "\"tunnelled\":false,\"speech\":\"http1\",\"causes\":[9]}")
                .contains("\"absent\":{\"1\":\"a connection to the origin is open\"");
        assertThat(JsonMapper.shared().writeValueAsString(FlowViews.all()))
                .contains("\"reuse\":[\"cold\",\"warm-proxy\",\"warm-tunnel\"]");
    }
}
