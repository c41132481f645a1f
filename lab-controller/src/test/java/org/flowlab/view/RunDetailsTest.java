package org.flowlab.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunDetailsTest {
    /// The file says `interrupted` from the start, in case that the process is killed.
    @ParameterizedTest
    @CsvSource({"running, running", "stopped, interrupted"})
    void a_run_that_is_under_way_is_not_called_interrupted(String state, String status) {
        RunDetails details = new RunDetails(item(state), Map.of("status", "interrupted"));
        assertThat(details.description()).isEqualTo(Map.of("status", status));
    }

    private static RunItem item(String state) {
        return new RunItem("r", "six-flows", state, 0, 6L, null, null, 0, 0, 0, "");
    }
}
