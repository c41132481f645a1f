package org.flowlab.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SparseIndexTest {
    @Test
    void finds_the_nearest_place_before_a_number() {
        SparseIndex index = new SparseIndex();
        assertThat(index.floor(5)).isEqualTo(-1);
        index.add(3, 30);
        index.add(7, 70);
        assertThat(index.floor(2)).isEqualTo(-1);
        assertThat(index.floor(3)).isEqualTo(30);
        assertThat(index.floor(6)).isEqualTo(30);
        assertThat(index.floor(100)).isEqualTo(70);
        assertThat(index.last()).isEqualTo(7);
    }

    @Test
    void a_million_places_are_kept_sparsely_and_none_is_far_from_the_one_before() {
        SparseIndex index = new SparseIndex();
        int count = 1_000_000;
        for (long n = 1; n <= count; n++) {
            index.add(n, 10 * n);
        }
        assertThat(index.count()).isEqualTo(count);
        for (long n = 1; n <= count; n += 997) {
            assertThat(index.floor(n)).isBetween(10 * (n - 32), 10 * n);
        }
        assertThat(index.floor(count)).isGreaterThan(10L * (count - 32));
    }
}
