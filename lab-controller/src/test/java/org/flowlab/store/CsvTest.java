package org.flowlab.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class CsvTest {
    @Test
    void fields_that_hold_what_parts_fields_are_quoted() {
        assertThat(Csv.line(List.of("a b", "a,b", "say \"a\"", "a\nb", "a\rb", true)))
                .isEqualTo("a b,\"a,b\",\"say \"\"a\"\"\",\"a\nb\",\"a\rb\",true\n");
    }

    @Test
    void a_number_that_is_not_known_is_an_empty_field() {
        assertThat(Csv.line(List.of(OptionalLong.of(-7), OptionalLong.empty(), "")))
                .isEqualTo("-7,,\n");
    }
}
