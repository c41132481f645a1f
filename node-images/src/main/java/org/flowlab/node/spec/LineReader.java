package org.flowlab.node.spec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads lines of UTF-8 of at most 1 MiB, so that a peer cannot fill the memory. Not thread-safe.
public final class LineReader {
    /// The longest line, in bytes, without its line end.
    public static final int LONGEST = 1 << 20;

    private static final int CHUNK = 1 << 13;

    private final InputStream input;
    private final byte[] chunk = new byte[CHUNK];
    private int from;
    private int to;

    public LineReader(InputStream input) {
        this.input = input;
    }

    /// A line that is longer than [#LONGEST].
    public static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("a line of more than " + LONGEST + " bytes");
        }
    }

    /// The next line, without its line end; null at the end of the input. Bytes after the last line
    /// end are no line: whoever wrote them did not finish.
    ///
    /// @throws TooLongException if the line is too long; what follows is no line then
    public @Nullable String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (from == to) {
                from = 0;
                to = Math.max(0, input.read(chunk));
                if (to == 0) {
                    return null;
                }
            }
            int end = from;
            while (end < to && chunk[end] != '\n') {
                end++;
            }
            if (line.size() + end - from > LONGEST) {
                throw new TooLongException();
            }
            line.write(chunk, from, end - from);
            from = Math.min(to, end + 1);
            if (end < to) {
                return line.toString(StandardCharsets.UTF_8);
            }
        }
    }
}
