package org.flowlab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DissectBenchTest {
    private static final List<Timing> NONE = List.of();

    @Test
    void a_result_is_read_from_its_line() {
        DissectBench.Result result =
                new DissectBench.Result(
                        100,
                        3,
                        2,
                        timings(9),
                        timings(11),
                        timings(7, 8),
                        timings(40),
                        List.of(-1L, 2L, 3L, 4L));
        DissectBench.Result withoutTshark =
                new DissectBench.Result(1, 2, 3, NONE, NONE, timings(4), NONE, List.of());

        assertThat(DissectBench.Result.parse(result.line())).isEqualTo(result);
        assertThat(DissectBench.Result.parse(withoutTshark.line() + "\n")).isEqualTo(withoutTshark);
    }

    @Test
    void what_is_no_line_of_a_result_is_refused() {
        for (String line :
                List.of("", "1;2;3", "1;2;3;;;;;x", "a;2;3;;;;;", "1;2;3;4;;;;", "1;2;3;4/x;;;;")) {
            assertThatThrownBy(() -> DissectBench.Result.parse(line))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void speed_is_that_of_the_median_runs() {
        List<Timing> warm = timings(90, 10, 11);
        DissectBench.Result result =
                new DissectBench.Result(
                        1, 1, 1, timings(50), NONE, warm, timings(55, 50, 60), List.of());

        assertThat(result.timesAsFast(warm)).isEqualTo(5);
        assertThat(result.timesAsFast(result.first())).isEqualTo(1.1);
        assertThat(
                        new DissectBench.Result(1, 1, 1, NONE, NONE, warm, NONE, List.of())
                                .timesAsFast(warm))
                .isZero();
    }

    @Test
    void a_small_capture_is_measured_in_this_jvm_and_in_fresh_ones() throws Exception {
        DissectBench.Result result = DissectBench.run(500_000, 2);

        assertThat(result.messages()).isPositive();
        assertThat(result.first()).hasSize(2).allMatch(t -> t.nanos() > 0 && t.cpuNanos() > 0);
        assertThat(result.processes()).hasSize(2).allMatch(t -> t.cpuNanos() > 0);
        assertThat(result.processes().getFirst().nanos())
                .isGreaterThan(result.first().getFirst().nanos());
        assertThat(result.warm()).hasSize(2);
        assertThat(result.liveBytes()).hasSizeGreaterThanOrEqualTo(4);
    }

    private static List<Timing> timings(long... nanos) {
        return LongStream.of(nanos).mapToObj(n -> new Timing(n, 2 * n)).toList();
    }
}
