package org.flowlab.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.flowlab.topology.BadInputs.BadInput;
import org.flowlab.yaml.InputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BadTopologyTest {
    static List<BadInput> inputs() throws IOException {
        return BadInputs.read(BadTopologyTest.class, "bad-topologies.txt");
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void a_wrong_topology_is_told_with_place_found_and_allowed(BadInput input) {
        InputException e =
                catchThrowableOfType(
                        InputException.class,
                        () ->
                                Topologies.parse(
                                        "bad.yaml", input.yaml().getBytes(StandardCharsets.UTF_8)));
        assertThat(e).isNotNull();
        assertThat(e.getMessage()).isEqualTo(input.problems());
    }
}
