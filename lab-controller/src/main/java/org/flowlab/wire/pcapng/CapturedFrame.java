package org.flowlab.wire.pcapng;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A frame of a capture file: one object, filled anew for every frame.
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

    /// The interface that captured it.
    public CaptureInterface from() {
        return from;
    }

    /// That interface's number among all of the file, whatever the section, from 0.
    public int interfaceId() {
        return interfaceId;
    }

    /// Since 1970; 0 if the file does not say.
    public long epochNanos() {
        return epochNanos;
    }

    /// The bytes are `buffer[offset, offset + length)`.
    public byte[] buffer() {
        return buffer;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /// On the wire: more than [#length] where the capture cut it.
    public int originalLength() {
        return originalLength;
    }

    public Direction direction() {
        return direction;
    }

    /// Whether the file says that it was dropped.
    public boolean dropped() {
        return dropped;
    }

    /// The first comment; empty if there is none.
    public String comment() {
        return commentLength == 0
                ? ""
                : new String(buffer, commentAt, commentLength, StandardCharsets.UTF_8);
    }

    /// Whether these bytes are in the first comment: cheaper than [#comment].
    public boolean commentSays(byte[] ascii) {
        int last = commentAt + commentLength - ascii.length;
        for (int at = commentAt; at <= last; at++) {
            if (Arrays.equals(buffer, at, at + ascii.length, ascii, 0, ascii.length)) {
                return true;
            }
        }
        return false;
    }

    /// A copy of the bytes.
    public byte[] bytes() {
        return Arrays.copyOfRange(buffer, offset, offset + length);
    }
}
