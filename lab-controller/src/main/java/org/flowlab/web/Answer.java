package org.flowlab.web;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.flowlab.view.Json;

/// What a request is answered with.
sealed interface Answer {
    /// The type of a pcapng file, which has none of its own.
    String CAPTURE = "application/vnd.tcpdump.pcap";

    /// Bytes with their media type.
    ///
    /// @param headers more headers of the response
    record Whole(int status, String type, byte[] bytes, Map<String, String> headers)
            implements Answer {

        Whole with(String header, String value) {
            return new Whole(status, type, bytes, Map.of(header, value));
        }
    }

    /// A file of the disk, for the user to keep.
    ///
    /// @param name the name that a browser keeps it under
    record Download(Path file, String type, String name) implements Answer {}

    /// The answer of `then`, which is called when `end` has completed or `patience` is over.
    record Later(CompletableFuture<?> end, Duration patience, Callable<Answer> then)
            implements Answer {}

    static Whole json(int status, Object value) {
        return new Whole(status, "application/json", utf8(Json.line(value)), Map.of());
    }

    static Whole ok(Object value) {
        return json(200, value);
    }

    static Whole yaml(String text) {
        return new Whole(200, "application/yaml", utf8(text), Map.of());
    }

    static Whole html(String text) {
        return new Whole(200, "text/html", utf8(text), Map.of());
    }

    static Whole nothing() {
        return new Whole(204, "", new byte[0], Map.of());
    }

    /// The header that lets a browser keep the answer as a file.
    static String attachment(String name) {
        return "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9._-]", "_") + "\"";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
