package org.flowlab.store;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// Makes lines of comma-separated values (RFC 4180).
final class Csv {
    /// The characters that are allowed only in a field with quotes.
    private static final String SPECIAL = ",\"\n\r";

    private Csv() {}

    /// A line with the line feed at its end. An empty [OptionalLong] is an empty field.
    static String line(List<?> fields) {
        return fields.stream().map(Csv::field).collect(Collectors.joining(",", "", "\n"));
    }

    private static String field(Object value) {
        String text =
                value instanceof OptionalLong number
                        ? (number.isPresent() ? Long.toString(number.getAsLong()) : "")
                        : value.toString();
        boolean quote = text.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
        return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
