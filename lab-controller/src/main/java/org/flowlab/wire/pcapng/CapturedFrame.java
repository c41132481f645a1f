package org.flowlab.wire.pcapng;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A frame of a capture file. The reader uses one object for all frames.
public final class CapturedFrame {
    private static final CaptureInterface NOWHERE = new CaptureInterface("", "");

    CaptureInterface from = NOWHERE;
    int interfaceId;
    long epochNanos;
    byte[] buffer = {};
    int offset;
    int length;
    int originalLength;
    Direction direction = Direction.UNKNOWN;
    boolean dropped;
    int commentAt;
    int commentLength;

    /// The interface that captured the frame.
    public CaptureInterface from() {
        return from;
    }

    /// The interface's number, from 0, counted over all sections of the file.
    public int interfaceId() {
        return interfaceId;
    }

    /// The time of capture in nanoseconds since 1970; 0 if the file does not say.
    public long epochNanos() {
        return epochNanos;
    }

    /// The array that holds the frame, in `buffer[offset, offset + length)`.
    public byte[] buffer() {
        return buffer;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /// The length on the wire in bytes: more than [#length] if the capture cut the frame.
    public int originalLength() {
        return originalLength;
    }

    public Direction direction() {
        return direction;
    }

    /// Whether the file says that the frame was dropped.
    public boolean dropped() {
        return dropped;
    }

    /// The frame's first comment; empty if there is none.
    public String comment() {
        return commentLength == 0
                ? ""
                : new String(buffer, commentAt, commentLength, StandardCharsets.UTF_8);
    }

    /// Whether the first comment contains these bytes. It makes no string, unlike [#comment].
    public boolean commentSays(byte[] ascii) {
        int last = commentAt + commentLength - ascii.length;
        for (int at = commentAt; at <= last; at++) {
            if (Arrays.equals(buffer, at, at + ascii.length, ascii, 0, ascii.length)) {
                return true;
            }
        }
        return false;
    }

    /// A copy of the frame's bytes.
    public byte[] bytes() {
        return Arrays.copyOfRange(buffer, offset, offset + length);
    }
}
