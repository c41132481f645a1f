package org.flowlab.view;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes values as JSON, and reads them.
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final JsonMapper LINES = JsonMapper.builder().build();

    private Json() {}

    /// For people to read.
    public static String of(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /// Reads a value that was written as JSON. Names that the type does not have are skipped.
    ///
    /// @throws tools.jackson.core.JacksonException if it is none
    public static <T> T read(String json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    /// Checks that a text is JSON.
    ///
    /// @throws tools.jackson.core.JacksonException if it is not, with the place
    public static void check(byte[] json) {
        MAPPER.readTree(json);
    }

    /// On one line, for programs.
    public static String line(Object value) {
        return LINES.writeValueAsString(value);
    }
}
