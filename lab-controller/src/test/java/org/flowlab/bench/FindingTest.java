package org.flowlab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.flowlab.bench.Finding.Verdict;
import org.flowlab.bench.Target.Kind;
import org.junit.jupiter.api.Test;

class FindingTest {
    @Test
    void a_finding_without_a_target_is_only_stated() {
        assertThat(Finding.of("x", "ms", 3).verdict()).isEqualTo(Verdict.STATED);
    }

    @Test
    void bounds_belong_to_what_meets_them() {
        Target target = Target.within(2, 3, Kind.MUST);

        assertThat(Finding.of("x", "", 2).should(target).verdict()).isEqualTo(Verdict.MET);
        assertThat(Finding.of("x", "", 3).should(target).verdict()).isEqualTo(Verdict.MET);
        assertThat(Finding.of("x", "", 1.999).should(target).verdict()).isEqualTo(Verdict.WRONG);
        assertThat(Finding.of("x", "", 3.001).should(target).verdict()).isEqualTo(Verdict.WRONG);
    }

    @Test
    void being_slow_is_not_being_wrong() {
        Finding slow = Finding.of("x", "ms", 7).should(Target.atMost(6, Kind.SPEED));
        Finding wrong = Finding.of("early", "", 1).should(Target.exactly(0, Kind.MUST));

        assertThat(slow.verdict()).isEqualTo(Verdict.SLOW);
        assertThat(wrong.verdict()).isEqualTo(Verdict.WRONG);
    }

    @Test
    void what_is_no_number_meets_no_target() {
        assertThat(Finding.of("x", "", Double.NaN).should(Target.atLeast(5, Kind.MUST)).verdict())
                .isEqualTo(Verdict.WRONG);
    }

    @Test
    void the_value_of_repetitions_is_their_median() {
        Finding finding =
                Finding.of("x", "ms", Spread.of(new long[] {9_000_000, 1_000_000, 2_000_000}, 1e6));

        assertThat(finding.value()).isEqualTo(2);
        assertThat(finding.should(Target.atMost(2, Kind.SPEED)).verdict()).isEqualTo(Verdict.MET);
    }

    @Test
    void targets_say_what_they_ask_for() {
        assertThat(Target.atMost(6, Kind.SPEED)).hasToString("at most 6");
        assertThat(Target.atLeast(0.01, Kind.MUST)).hasToString("at least 0.01");
        assertThat(Target.within(9.9, 10.1, Kind.MUST)).hasToString("9.9 to 10.1");
        assertThat(Target.exactly(1200, Kind.MUST)).hasToString("1,200");
        assertThat(Target.atMost(1000, Kind.MUST)).hasToString("at most 1,000");
    }

    @Test
    void a_range_without_anything_in_it_is_refused() {
        assertThatThrownBy(() -> Target.within(2, 1, Kind.MUST))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2.0 to 1.0");
    }
}
