package org.flowlab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void quantiles_are_in_the_unit_that_was_asked_for() {
        Spread spread =
                Spread.of(LongStream.rangeClosed(0, 1000).map(n -> n * 1000).toArray(), 1e3);

        assertThat(spread.repetitions()).isEqualTo(1001);
        assertThat(spread.min()).isZero();
        assertThat(spread.p10()).isEqualTo(100);
        assertThat(spread.p50()).isEqualTo(500);
        assertThat(spread.p90()).isEqualTo(900);
        assertThat(spread.p99()).isEqualTo(990);
        assertThat(spread.max()).isEqualTo(1000);
        assertThat(spread.mean()).isEqualTo(500);
    }

    @Test
    void one_repetition_is_all_quantiles() {
        assertThat(Spread.of(7)).isEqualTo(new Spread(1, 7, 7, 7, 7, 7, 7, 7));
    }

    @Test
    void no_repetition_is_refused() {
        assertThatThrownBy(Spread::of).isInstanceOf(IllegalArgumentException.class);
    }
}
