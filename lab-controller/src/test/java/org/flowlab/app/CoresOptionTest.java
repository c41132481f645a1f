package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.flowlab.lab.Labs;
import org.flowlab.sys.AwakeCores;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.ObjectMapper;

/// Cores are kept awake while `flow` and `bench` measure, as far as the kernel lets this process,
/// and not where that is not wanted.
@Tag("netns")
class CoresOptionTest {
    private static final String LET_SLEEP = "--let-cores-sleep";

    @TempDir private Path folder;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    private static boolean granted(boolean asked) {
        try (AwakeCores probe = asked ? AwakeCores.ask() : AwakeCores.notAsked()) {
            return probe.granted();
        }
    }

    private Process start(boolean asked, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!asked) {
            all.add(LET_SLEEP);
        }
        return LabCommand.start(folder, all.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_flow_keeps_them_awake_while_it_runs(boolean asked) throws Exception {
        Process process = start(asked, "flow", "direct", "--topology", farOrigin());
        boolean held = false;
        while (process.isAlive() && !held) {
            held = holdsCores(process);
            Thread.sleep(5);
        }
        LabCommand.Ended ended = LabCommand.await(folder, process);
        assertThat(ended.status()).as(ended.all()).isEqualTo(Exit.OK);
        assertThat(held).isEqualTo(granted(asked));
        assertThat(ended.err().contains("cores: could sleep")).isNotEqualTo(held);
    }

    /// Whose network alone takes more than a second, in which one can look.
    private String farOrigin() throws IOException {
        return Files.writeString(
                        folder.resolve("far.yaml"),
                        """
                        name: far
                        topology:
                          nodes:
                            client: {kind: client}
                            origin: {kind: origin}
                          links:
                            - {endpoints: ["client:eth0", "origin:eth0"], tc: {delay: 200ms}}
                        """)
                .toString();
    }

    @Test
    void a_flow_on_cores_that_may_sleep_says_so_beside_its_json() throws Exception {
        LabCommand.Ended ended = LabCommand.run(folder, "flow", "direct", "--json", LET_SLEEP);
        assertThat(ended.status()).as(ended.all()).isEqualTo(Exit.OK);
        assertThat(ended.err())
                .isEqualTo(
                        "cores: could sleep between messages (as asked), which made hosts slower\n");
        assertThat(new ObjectMapper().readTree(ended.out()).isObject()).isTrue();
    }

    /// Looked at when its first part begins; it is not waited for.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_bench_keeps_them_awake_while_it_measures(boolean asked) throws Exception {
        Process process = start(asked, "bench", "--quick", "--only", "loss", "--out", "bench.json");
        try {
            await(() -> !process.isAlive() || said().contains("\nloss: "));
            assertThat(process.isAlive()).as(said()).isTrue();
            assertThat(holdsCores(process)).isEqualTo(granted(asked));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("out"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean holdsCores(Process process) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return descriptors.anyMatch(CoresOptionTest::isOfCores);
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    private static boolean isOfCores(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).equals(AwakeCores.DEVICE);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 30 s").isLessThan(end);
            Thread.sleep(5);
        }
    }
}
