package org.flowlab.dissect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/// A session that was recorded once, so that its keys and randoms are the same each time: lines of
/// `> ` and `< ` with what the client and the server said, in hexadecimal, and the key log's lines.
record Recorded(List<Said> talk, List<String> keys) {
    static Recorded of(String name) throws IOException {
        List<Said> talk = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        try (InputStream in = Recorded.class.getResourceAsStream("recorded/" + name + ".txt")) {
            byte[] all = Objects.requireNonNull(in, name).readAllBytes();
            for (String line : new String(all, StandardCharsets.US_ASCII).lines().toList()) {
                if (line.startsWith("> ") || line.startsWith("< ")) {
                    byte[] bytes = HexFormat.of().parseHex(line.substring(2));
                    talk.add(new Said(line.startsWith(">"), bytes));
                } else {
                    keys.add(line);
                }
            }
        }
        return new Recorded(List.copyOf(talk), List.copyOf(keys));
    }
}
