package org.flowlab.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DissectBenchTest {
    @Test
    void a_result_is_read_from_its_line() {
        DissectBench.Result result =
                new DissectBench.Result(
                        100, 3, 2, List.of(7L, 8L), List.of(40L), List.of(-1L, 2L, 3L, 4L));
        DissectBench.Result withoutTshark =
                new DissectBench.Result(1, 2, 3, List.of(4L), List.of(), List.of());

        assertThat(DissectBench.Result.parse(result.line())).isEqualTo(result);
        assertThat(DissectBench.Result.parse(withoutTshark.line() + "\n")).isEqualTo(withoutTshark);
    }

    @Test
    void what_is_no_line_of_a_result_is_refused() {
        for (String line : List.of("", "1;2;3", "1;2;3;4;5;x", "a;2;3;4;5;6")) {
            assertThatThrownBy(() -> DissectBench.Result.parse(line))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void speed_is_that_of_the_median_runs() {
        assertThat(
                        new DissectBench.Result(
                                        1,
                                        1,
                                        1,
                                        List.of(90L, 10L, 11L),
                                        List.of(55L, 50L, 60L),
                                        List.of())
                                .speedup())
                .isEqualTo(5);
        assertThat(new DissectBench.Result(1, 1, 1, List.of(1L), List.of(), List.of()).speedup())
                .isZero();
    }
}
