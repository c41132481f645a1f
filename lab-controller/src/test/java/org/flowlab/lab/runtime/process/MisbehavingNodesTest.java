package org.flowlab.lab.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flowlab.lab.Labs;
import org.flowlab.lab.runtime.HostedNode;
import org.flowlab.lab.runtime.HostedNodeListener;
import org.flowlab.lab.runtime.Place;
import org.flowlab.lab.runtime.RemoteNode;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.node.spec.NodeSpec.Credentials;
import org.flowlab.node.spec.Route;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Programs that do not keep to the control protocol. Each is a shell script in place of a node.
@Tag("netns")
@Timeout(120)
class MisbehavingNodesTest {
    private static final String HELLO = "echo '{\"protocol\":1,\"build\":\"x\"}'; ";
    private static final RemoteNode.Patience PATIENCE =
            new RemoteNode.Patience(Duration.ofSeconds(30), Duration.ofSeconds(6));

    private static final NodeSpec SPEC =
            new NodeSpec(
                    "client",
                    NodeSpec.Role.CLIENT,
                    List.of(),
                    "0.0.0.0",
                    0,
                    0,
                    new Credentials("", null, null, null, null),
                    Map.of(),
                    false,
                    null);

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    /// What the lab learns of a node.
    private static final class Heard implements HostedNodeListener {
        final List<Event> said = new ArrayList<>();
        final CompletableFuture<String> ended = new CompletableFuture<>();

        @Override
        public synchronized void said(Event event) {
            said.add(event);
        }

        @Override
        public void ended(String how) {
            assertThat(ended.complete(how)).as("reported once").isTrue();
        }
    }

    private static String end(String script) throws Exception {
        return end(script, PATIENCE);
    }

    private static String end(String script, RemoteNode.Patience patience) throws Exception {
        return end(List.of("sh", "-c", script), patience, 0);
    }

    private static String end(List<String> program, RemoteNode.Patience patience, int commands)
            throws Exception {
        Heard heard = new Heard();
        ProcessHost host = new ProcessHost(program, patience);
        try (Place place = host.place("lab", List.of("client")).getFirst();
                HostedNode node = place.start(SPEC, heard)) {
            for (int i = 0; i < commands; i++) {
                node.command(
                        new Command.Fetch(
                                i,
                                new Route(null, List.of(), List.of(), Route.TlsChoice.DEFAULT),
                                "x".repeat(1_000)));
            }
            return heard.ended.get(60, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "exec echo hello, world => did not begin with a hello, but with: hello, world; it was killed",
                "echo '{\"protocol\":7,\"build\":\"9.1\",\"new\":1}'; exec sleep 99 => speaks protocol 7 (build 9.1), and this controller speaks protocol 1 (build 0.1.0): build both from the same sources; it was killed",
                "HELLO echo rubbish; exec sleep 99 => wrote a line to standard output that is no event: rubbish; it was killed",
                "HELLO exec >&-; exec sleep 99 => closed its standard output; it was killed",
                "HELLO exec tr '\\0' x </dev/zero => wrote a line of more than 1048576 bytes to standard output; it was killed",
                "exec tr '\\0' x </dev/zero => wrote a line of more than 1048576 bytes to standard output; it was killed",
                "echo one >&2; printf '\\033[31mtwo\\n\\n' >&2; exit 3 => ended with status 3; its last words: one | [31mtwo",
                "HELLO kill -SEGV $$ => was ended by SIGSEGV (status 139)"
            })
    void the_lab_says_what_was_wrong(String script, String end) throws Exception {
        assertThat(end(script.replace("HELLO", HELLO))).isEqualTo(end);
    }

    @Test
    void one_that_says_nothing_is_killed() throws Exception {
        assertThat(
                        end(
                                "exec sleep 99",
                                new RemoteNode.Patience(
                                        Duration.ofMillis(200), Duration.ofSeconds(6))))
                .isEqualTo("said no hello within 200 ms; it was killed");
    }

    @Test
    void one_that_does_not_read_its_commands_is_killed_and_delays_nobody() throws Exception {
        List<String> program = List.of("sh", "-c", HELLO + "exec sleep 99");
        assertThat(end(program, PATIENCE, 5_000))
                .isEqualTo("does not read its commands: 1000 wait; it was killed");
    }

    @Test
    void one_that_closes_its_input_is_killed() throws Exception {
        assertThat(end(HELLO + "exec <&-; exec sleep 99"))
                .isEqualTo("closed its standard input; it was killed");
    }

    @Test
    void a_program_that_is_not_there_is_named() throws Exception {
        assertThat(end(List.of("/no/such/program"), PATIENCE, 0))
                .startsWith("its process cannot be started: ")
                .contains("/no/such/program");
    }
}
