package org.flowlab.topology;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Tables of bad input: a title, a file, and below a line of hyphens what is said about it.
public final class BadInputs {
    private BadInputs() {}

    public record BadInput(String title, String yaml, String problems) {
        @Override
        public String toString() {
            return title;
        }
    }

    /// The sections of a resource beside `type`.
    public static List<BadInput> read(Class<?> type, String resource) throws IOException {
        try (InputStream in = type.getResourceAsStream(resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<BadInput> inputs = new ArrayList<>();
            for (String section : text.split("(?m)^=== ")) {
                int title = section.indexOf('\n');
                int end = section.lastIndexOf("\n---\n");
                if (end > title) {
                    inputs.add(
                            new BadInput(
                                    section.substring(0, title),
                                    section.substring(title + 1, end + 1),
                                    section.substring(end + 5).strip()));
                }
            }
            return inputs;
        }
    }
}
