package org.flowlab.lab.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.flowlab.lab.Labs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of nodes whose controller is stopped or killed.
@Tag("netns")
@Timeout(180)
class ControllerEndTest {
    private static final Duration MOST = Duration.ofSeconds(10);

    @TempDir private Path folder;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM", "STOP"})
    void no_node_runs_ten_seconds_later(String signal) throws Exception {
        Process controller =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ControllerProcess.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            assertThat(controller.inputReader().readLine()).isEqualTo("up");
            List<Long> nodes = NodeProcesses.of(controller.toHandle());
            assertThat(nodes).hasSize(3);
            Labs.assumeProgram("kill");
            int sent =
                    new ProcessBuilder("kill", "-" + signal, Long.toString(controller.pid()))
                            .start()
                            .waitFor();
            assertThat(sent).isZero();
            assertThat(NodeProcesses.awaitEnd(nodes, MOST)).isEmpty();
        } finally {
            controller.destroyForcibly().waitFor();
        }
    }
}
