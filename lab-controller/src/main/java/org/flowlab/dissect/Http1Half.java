package org.flowlab.dissect;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One direction of an HTTP/1.1 connection, and its position within a message.
final class Http1Half {
    enum State {
        HEAD,
        BODY,
        BODY_UNTIL_CLOSE,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        TUNNEL,
        OPAQUE
    }

    private static final int MAX_HEAD = 64 * 1024;
    private static final int MAX_LINE = 4096;

    /// Results of [#line] and [#head]: the end has not arrived yet, or is too far away.
    static final int INCOMPLETE = -1;

    static final int TOO_LONG = -2;

    final boolean fromClient;
    final Accumulator text;
    State state = State.HEAD;

    /// Why the bytes are not read once the state is [State#OPAQUE].
    Unread unread = new Unread(Unread.Cause.FOLLOWS_FAULT, Http1Layer.NAME);

    /// Bytes of the body or chunk that are still to come.
    long remaining;

    /// Offset of the next byte in the direction's stream.
    long offset;

    /// Number of body bytes that arrived and are not reported yet, and the index of the last of
    /// them.
    int bodyBytes;

    int bodyIndex;

    /// Passage of the first bytes of the current message; null if there is none, or if the
    /// direction may end here.
    @Nullable Passage since;

    Http1Half(boolean fromClient, Dissection dissection) {
        this.fromClient = fromClient;
        this.text = new Accumulator(dissection);
    }

    /// The part of a message that would be cut off if the direction ended here; null if there is
    /// none.
    @Nullable String within() {
        return switch (state) {
            case HEAD -> text.isEmpty() ? null : "a head";
            case BODY, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILERS -> "a body";
            case BODY_UNTIL_CLOSE, TUNNEL, OPAQUE -> null;
        };
    }

    /// Adds bytes up to the empty line that ends a head.
    ///
    /// @return the index after it, [#INCOMPLETE] (all bytes were taken) or [#TOO_LONG]
    int head(byte[] b, int at, int end) {
        int from = at;
        // Empty lines before a head are ignored: RFC 9112 §2.2.
        while (text.isEmpty() && from < end && (b[from] == '\r' || b[from] == '\n')) {
            from++;
        }
        return lines(b, from, end, true, MAX_HEAD);
    }

    /// Adds bytes up to the end of the trailers, which may be no more than an empty line.
    int trailers(byte[] b, int at, int end) {
        return lines(b, at, end, true, MAX_HEAD);
    }

    /// Adds bytes up to the end of a line.
    int line(byte[] b, int at, int end) {
        return lines(b, at, end, false, MAX_LINE);
    }

    private int lines(byte[] b, int at, int end, boolean toEmptyLine, int limit) {
        int from = at;
        while (from < end) {
            int next = from;
            while (next < end && b[next] != '\n') {
                next++;
            }
            boolean whole = next < end;
            int length = (whole ? next + 1 : next) - from;
            if (text.size() + length > limit || !text.add(b, from, length)) {
                return TOO_LONG;
            }
            from += length;
            if (whole && (!toEmptyLine || endsInEmptyLine())) {
                return from;
            }
        }
        return INCOMPLETE;
    }

    /// Whether the last line of the text is empty.
    private boolean endsInEmptyLine() {
        byte[] b = text.buffer();
        int size = text.size();
        int before = size - 2;
        if (before >= 0 && b[before] == '\r') {
            before--;
        }
        return before < 0 || b[before] == '\n';
    }

    /// Returns the line without its line end, and removes it.
    String takeLine() {
        int size = text.size();
        byte[] b = text.buffer();
        while (size > 0 && (b[size - 1] == '\n' || b[size - 1] == '\r')) {
            size--;
        }
        String line = new String(b, 0, size, StandardCharsets.ISO_8859_1);
        text.clear();
        return line;
    }
}
