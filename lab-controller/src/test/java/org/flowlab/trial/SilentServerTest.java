package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.flowlab.fabric.Fault;
import org.flowlab.fabric.FrameMatcher;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Parties;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Labs;
import org.flowlab.topology.Plan;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a trial says about a server that accepts connections and sends nothing.
@Tag("netns")
class SilentServerTest {
    private static final String HINT = "is it a port for TLS?";

    /// The smallest frame that holds a Client Hello; all frames before it are smaller.
    private static final int LEAST_HELLO = 150;

    @TempDir private Path folder;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
        Labs.assumeProgram("python3");
    }

    private static final String SILENT =
            """
            kind: host
                  role: origin
                  exec:
                    - python3
                    - -c
                    - |
                      import socket, time
                      s = [socket.create_server(("", p)) for p in (80, 443)]
                      time.sleep(600)
            """;

    private TrialResult run(String origin, FrameMatcher matcher) {
        Plan plan =
                Labs.topology(
                                """
                                name: silent
                                topology:
                                  nodes:
                                    client: {kind: client, limits: {handshake-timeout: 2s}}
                                    origin:
                                      %s
                                  links:
                                    - {endpoints: ["client:eth0", "origin:eth0"], tc: {delay: 1ms}}
                                """
                                        .formatted(origin))
                        .plan();
        Trial trial =
                Trials.of(
                        plan,
                        Catalogue.flow("direct"),
                        Manner.source(),
                        new Parties("client", null, "origin"));
        try (Lab lab = Lab.deploy(plan, LabOptions.inJvm(new Seed(1), folder))) {
            lab.link("client-origin").setMatcher(matcher);
            return new TrialRunner(lab).run(trial);
        }
    }

    @Test
    void a_server_that_is_silent_after_a_client_hello_may_not_speak_tls() {
        TrialResult result = run(SILENT, FrameMatcher.NONE);
        assertThat(result.drops()).isEmpty();
        assertThat(result.failure()).contains("nothing came in 2000 ms").endsWith("; " + HINT);
    }

    @Test
    void a_server_whose_client_hello_the_wire_dropped_is_not_to_blame() {
        TrialResult result =
                run(SILENT, frame -> frame.length() >= LEAST_HELLO ? Fault.DROP : Fault.NONE);
        assertThat(result.failure()).contains("nothing came in 2000 ms").doesNotContain(HINT);
        assertThat(result.drops())
                .singleElement()
                .satisfies(
                        drop -> {
                            assertThat(drop.link()).isEqualTo("client-origin");
                            assertThat(drop.from()).isEqualTo("client");
                            assertThat(drop.to()).isEqualTo("origin");
                            assertThat(drop.why()).isEqualTo(Verdict.FAULT);
                            assertThat(drop.frames()).isGreaterThan(1);
                        });
    }

    @Test
    void a_server_whose_answer_the_wire_dropped_is_not_to_blame() {
        AtomicInteger large = new AtomicInteger();
        TrialResult result =
                run(
                        "kind: origin",
                        frame ->
                                frame.length() >= LEAST_HELLO && large.incrementAndGet() > 1
                                        ? Fault.DROP
                                        : Fault.NONE);
        assertThat(result.failure()).contains("nothing came in 2000 ms").doesNotContain(HINT);
        assertThat(result.drops()).extracting(Drop::from).contains("origin");
    }
}
