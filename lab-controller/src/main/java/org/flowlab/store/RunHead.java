package org.flowlab.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/// Reads `run.json`.
final class RunHead {
    /// The most bytes of a `run.json`.
    private static final long MOST_BYTES = 64 << 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RunHead() {}

    /// The numbers, texts and booleans at the top level, without lists and objects.
    ///
    /// @throws IOException with the reason, if the file is missing or is no JSON object
    static Map<String, Object> scalars(Path file) throws IOException {
        check(file);
        Map<String, Object> scalars = new LinkedHashMap<>();
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
                JsonParser parser = JSON.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("run.json is no JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                Object value = scalar(parser, parser.nextToken());
                if (value != null) {
                    scalars.put(name, value);
                }
            }
            return scalars;
        } catch (JacksonException e) {
            throw broken(e);
        }
    }

    private static @Nullable Object scalar(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> {
                parser.skipChildren();
                yield null;
            }
        };
    }

    /// The whole object.
    ///
    /// @throws IOException with the reason, if the file is missing or is no JSON object
    static Map<String, Object> all(Path file) throws IOException {
        check(file);
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            @SuppressWarnings("unchecked")
            Map<String, Object> all = JSON.readValue(in, LinkedHashMap.class);
            return all;
        } catch (JacksonException e) {
            throw broken(e);
        }
    }

    private static IOException broken(JacksonException e) {
        return new IOException("run.json cannot be read: " + e.getOriginalMessage(), e);
    }

    private static void check(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("there is no run.json: no run has written here");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("run.json is not a regular file");
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("run.json is larger than " + (MOST_BYTES >> 20) + " MiB");
        }
    }
}
