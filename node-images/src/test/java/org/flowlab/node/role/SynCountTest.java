package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SynCountTest {
    /// The kernel gives up 1 s after the first SYN without a repetition, 3 s after it with one.
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1000, 1",
        "2999, 1",
        "3000, 2",
        "127000, 7",
        "246999, 7",
        "2147483647, 127"
    })
    void enough_syns_are_repeated(int millis, int count) {
        assertThat(NodeLoop.syns(millis)).isEqualTo(count);
    }
}
