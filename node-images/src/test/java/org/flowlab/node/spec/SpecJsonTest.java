package org.flowlab.node.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.flowlab.node.spec.NodeSpec.Credentials;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class SpecJsonTest {
    private static final Route ROUTE =
            new Route("proxy:443", List.of("spdy/3.1"), List.of(), Route.TlsChoice.DEFAULT);

    static final List<Command> COMMANDS =
            List.of(
                    new Command.Open(1, ROUTE, "https://origin/", Command.Depth.TUNNEL),
                    new Command.Fetch(
                            2,
                            new Route(null, List.of(), List.of(), Route.TlsChoice.DEFAULT),
                            "https://origin/"),
                    new Command.CloseAll(3),
                    new Command.Forget(4),
                    new Command.Stop(5),
                    new Command.Barrier(6));

    static final List<Event> EVENTS =
            List.of(
                    new Event.Ready(80, 443),
                    new Event.KeyLog("CLIENT_RANDOM 00 11"),
                    new Event.Opened(1),
                    new Event.Fetched(2, 200, 1L << 40, "spdy/3.1", "http/1.1"),
                    new Event.Failed(3, "\"quoted\"\nand broken"),
                    new Event.Done(4),
                    new Event.Note("ü"));

    private static NodeSpec spec(Limits limits) {
        return new NodeSpec(
                "client",
                NodeSpec.Role.CLIENT,
                List.of(),
                "0.0.0.0",
                0,
                0,
                new Credentials("PEM\nPEM", null, null, null, null),
                Map.of("origin", "198.18.0.1"),
                false,
                limits);
    }

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void every_command_survives_the_way_there_on_one_line(Command command) {
        String line = SpecJson.write(command);
        assertThat(line).doesNotContain("\n");
        assertThat(SpecJson.command(line)).isEqualTo(command);
    }

    @ParameterizedTest
    @FieldSource("EVENTS")
    void every_event_survives_the_way_back_on_one_line(Event event) {
        String line = SpecJson.write(event);
        assertThat(line).doesNotContain("\n");
        assertThat(SpecJson.event(line)).isEqualTo(event);
    }

    @Test
    void a_specification_survives_with_and_without_what_may_be_left_out() {
        for (Limits limits : new Limits[] {Limits.DEFAULT, null}) {
            String line = SpecJson.write(spec(limits));
            assertThat(line).doesNotContain("\n");
            assertThat(SpecJson.spec(line)).isEqualTo(spec(limits));
        }
        assertThat(SpecJson.spec(SpecJson.write(spec(null)).replace(",\"limits\":null", "")))
                .isEqualTo(spec(null));
    }

    @Test
    void names_are_stable() {
        assertThat(SpecJson.write(new Command.CloseAll(3)))
                .isEqualTo("{\"type\":\"closeAll\",\"id\":3}");
        assertThat(SpecJson.write(new Event.KeyLog("x")))
                .isEqualTo("{\"type\":\"keyLog\",\"line\":\"x\"}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`{\"type\":\"stop\"}`, id",
                "`{\"type\":\"stop\",\"id\":null}`, null",
                "`{\"type\":\"stop\",\"id\":1,\"x\":2}`, x",
                "`{\"type\":\"halt\",\"id\":1}`, halt",
                "`{\"id\":1}`, type",
                "`{\"type\":\"stop\",\"id\":1} {}`, trailing",
                "`{\"type\":`, end-of-input",
                "`null`, null",
                "`[]`, command",
                "`nonsense`, nonsense",
                "`{\"type\":\"fetch\",\"id\":1,\"url\":\"x\"}`, route",
                "`{\"type\":\"fetch\",\"id\":1,\"route\":null,\"url\":\"x\"}`, route",
            })
    void what_is_wrong_with_a_line_is_said(String line, String mentions) {
        assertThatThrownBy(() -> SpecJson.command(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("command: ")
                .satisfies(e -> assertThat(e.getMessage().toLowerCase()).contains(mentions));
    }

    @Test
    void a_specification_without_hosts_is_refused_by_name() {
        String line = SpecJson.write(spec(null)).replace("\"name\"", "\"guests\":1,\"name\"");
        assertThatThrownBy(() -> SpecJson.spec(line)).hasMessageContaining("guests");
        String without =
                SpecJson.write(spec(null)).replace(",\"hosts\":{\"origin\":\"198.18.0.1\"}", "");
        assertThatThrownBy(() -> SpecJson.spec(without)).hasMessageContaining("hosts");
    }
}
