package org.flowlab.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    private static final List<String> TC =
            List.of(
                    "delay",
                    "jitter",
                    "distribution",
                    "correlation",
                    "loss",
                    "duplicate",
                    "reorder",
                    "corrupt",
                    "rate",
                    "limit",
                    "mtu");

    @ParameterizedTest
    @CsvSource({
        "corruption,corrupt",
        "corrupted,corrupt",
        "corruption-rate,corrupt",
        "correlated,correlation",
        "delay-time,delay",
        "ratelimit,rate",
        "lossrate,loss",
        "reordering,reorder",
        "dup,duplicate",
        "dist,distribution",
        "Duplication,duplicate",
        "dealy,delay",
        "jiter,jitter",
        "LOSS,loss"
    })
    void a_name_that_begins_the_word_is_meant_before_one_as_different_by_letters(
            String found, String meant) {
        assertThat(Names.nearest(found, TC)).contains(meant);
    }

    @Test
    void a_beginning_that_two_names_share_means_neither() {
        assertThat(Names.nearest("cor", TC)).isEmpty();
        assertThat(Names.nearest("throughput", TC)).isEmpty();
    }

    @Test
    void another_tools_word_for_a_key_means_that_key_where_it_is_allowed() {
        assertThat(Names.nearest("bandwidth", TC)).contains("rate");
        assertThat(Names.nearest("Latency", TC)).contains("delay");
        assertThat(Names.nearest("packet-loss", TC)).contains("loss");
        assertThat(Names.nearest("latency", List.of("kind", "limits"))).isEmpty();
        assertThat(Names.nearest("a-b.latency", List.of("a-b.delay"))).contains("a-b.delay");
    }

    @Test
    void one_letter_of_difference_is_nearer_than_a_shared_beginning() {
        assertThat(Names.nearest("client-a", List.of("client", "client-b"))).contains("client-b");
        assertThat(Names.nearest("origin1", List.of("origin2", "origin"))).contains("origin");
        assertThat(Names.nearest("clientele", List.of("client", "clientel"))).contains("clientel");
    }
}
