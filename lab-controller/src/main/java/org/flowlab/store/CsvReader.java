package org.flowlab.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads the lines of a file of comma-separated values (RFC 4180), from any line on. A line without
/// a line feed at its end is not read: its writer may still be at work. Not thread-safe.
final class CsvReader {
    private static final int BUFFER = 1 << 16;

    /// The most bytes of a line.
    private static final int LONGEST = 1 << 20;

    private final FileChannel file;
    private final ByteBuffer window = ByteBuffer.allocate(BUFFER).limit(0);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long windowEnd;
    private long begin;
    private long end;

    /// @param from the offset of a line, in bytes
    CsvReader(FileChannel file, long from) {
        this.file = file;
        this.windowEnd = from;
        this.begin = from;
        this.end = from;
    }

    /// Reads the next line.
    ///
    /// @return false if the file has no further whole line
    /// @throws IOException also if a line is longer than 1 MiB
    boolean next() throws IOException {
        line.reset();
        boolean quoted = false;
        while (true) {
            if (!window.hasRemaining() && !fill()) {
                return false;
            }
            byte b = window.get();
            if (b == '\n' && !quoted) {
                begin = end;
                end = windowEnd - window.remaining();
                return true;
            }
            quoted ^= b == '"';
            line.write(b);
            if (line.size() > LONGEST) {
                throw new IOException("the line at byte " + end + " is longer than 1 MiB");
            }
        }
    }

    private boolean fill() throws IOException {
        window.clear();
        int read = file.read(window, windowEnd);
        window.flip();
        windowEnd += Math.max(0, read);
        return read > 0;
    }

    /// The offset of the line, in bytes.
    long begin() {
        return begin;
    }

    /// The offset of the first byte after the line.
    long end() {
        return end;
    }

    /// The whole number in the line's first field.
    ///
    /// @throws IOException if there is none
    long number() throws IOException {
        String text = line.toString(StandardCharsets.UTF_8);
        int comma = text.indexOf(',');
        try {
            return Long.parseLong(comma < 0 ? text : text.substring(0, comma));
        } catch (NumberFormatException e) {
            throw new IOException("the line at byte " + begin + " begins with no trial's number");
        }
    }

    List<String> fields() {
        String text = line.toString(StandardCharsets.UTF_8);
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
