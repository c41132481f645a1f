package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabUrlTest {
    /// Another user may listen on the same port of another loopback address.
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080/, true",
        "'', true",
        "http://127.0.0.2:8080, false",
        "http://[::1]:8080, false",
        "http://127.0.0.1:8081, false",
        "http://127.0.0.1, false",
    })
    void only_the_same_address_and_port_is_the_same_controller(String text, boolean same) {
        LabUrl wanted = LabUrl.of("http://127.0.0.1:8080");
        assertThat(LabUrl.of(text).isSameAs(wanted)).isEqualTo(same);
    }
}
