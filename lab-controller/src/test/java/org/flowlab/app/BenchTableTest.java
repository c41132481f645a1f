package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.flowlab.bench.Bench;
import org.flowlab.bench.Finding;
import org.flowlab.bench.Report;
import org.flowlab.lab.HostKind;
import org.flowlab.view.BenchView;
import org.flowlab.view.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchTableTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "0.0316|0.032",
                "3.14159|3.14",
                "31.4159|31.4",
                "314.159|314",
                "31415.9|31,416",
                "-2.5|-2.50",
                "100000|100,000"
            })
    void numbers_have_three_digits_or_those_before_the_point(double value, String text) {
        assertThat(BenchTable.number(value)).isEqualTo(text);
    }

    @Test
    void what_was_not_measured_shows_no_number_and_says_why() {
        Finding finding =
                new Finding("1gbit", "Mbit/s", 501, null, null, "too busy", java.util.Map.of());
        Report.PartReport part =
                new Report.PartReport(
                        new Bench.Listed("rate", "the rate"), 1, List.of(finding), "", false);

        assertThat(BenchTable.lines(part, new Paint(false)).getLast())
                .doesNotContain("501", "WRONG")
                .contains(" - ")
                .endsWith("not measured: too busy");
        Report report =
                new Report(
                        Instant.EPOCH,
                        Instant.EPOCH,
                        0,
                        "as asked",
                        new Bench.Options(true, List.of(), 1, HostKind.JVM, false),
                        List.of(part));
        assertThat(report.sound()).isTrue();
        assertThat(Json.of(BenchView.of(report, "./lab bench")))
                .contains("\"notMeasured\" : \"too busy\"")
                .contains("\"value\" : null")
                .contains("\"coresKeptAwake\" : false");
    }
}
