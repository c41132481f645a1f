package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailuresTest {
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
