package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void a_full_disk_is_told_from_other_failures() {
        String full = "No space left on device";
        assertThat(Failures.noRoom(new IOException(full))).isTrue();
        assertThat(Failures.noRoom(new IOException("write x: " + full))).isTrue();
        assertThat(Failures.noRoom(new FileSystemException("x", null, full))).isTrue();
        assertThat(Failures.noRoom(new NoSuchFileException("x"))).isFalse();
        assertThat(Failures.room(new NoSuchFileException("x"))).isEmpty();
    }

    @Test
    void memory_that_ran_out_is_told_with_what_to_do() {
        assertThat(Failures.words(new OutOfMemoryError("Java heap space")))
                .isEqualTo(
                        "out of memory: Java heap space. Give the JVM more, as in"
                                + " JAVA_TOOL_OPTIONS=-Xmx4g, or free memory.");
        assertThat(Failures.words(new OutOfMemoryError("unable to create native thread")))
                .contains("no more threads", "ulimit -u");
    }
}
