package org.flowlab.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("tool")
class DiesWithParentTest {
    private static void assertDiesWithItsThread(Callable<Process> start) throws Exception {
        Assumptions.assumeTrue(NetnsTests.has("setpriv"), "skipped: no setpriv(1) here");
        Process process =
                OwnThread.call(
                        "starter",
                        () -> {
                            Process started = start.call();
                            // setpriv asks on its way to become the command, while this thread is.
                            NetnsTests.await(() -> isSleep(started));
                            return started;
                        });
        try {
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(128 + 9);
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean isSleep(Process process) {
        return NetnsTests.read(Path.of("/proc/" + process.pid() + "/comm")).equals("sleep\n");
    }

    @Test
    void a_command_from_the_path_dies_with_the_thread_that_started_it() throws Exception {
        assertDiesWithItsThread(() -> DiesWithParent.start(new ProcessBuilder("sleep", "60")));
    }

    @Test
    void so_does_one_that_is_named_from_its_working_directory(@TempDir Path folder)
            throws Exception {
        Path script = folder.resolve("server");
        Files.writeString(script, "#!/bin/sh\nexec sleep 60\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();

        assertDiesWithItsThread(
                () ->
                        DiesWithParent.start(
                                new ProcessBuilder("./server").directory(folder.toFile())));
    }
}
