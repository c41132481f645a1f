package org.flowlab.wire.tls;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.flowlab.wire.Bytes;

/// Reads TLS's presentation language (RFC 8446 §3) from a part of an array, never past its end.
final class Cursor {
    private final byte[] bytes;
    private final int start;
    private final int end;
    private int at;

    Cursor(byte[] bytes, int offset, int length) {
        this(bytes, offset, offset, length);
    }

    /// @param start the index from which offsets in errors count
    private Cursor(byte[] bytes, int start, int offset, int length) {
        this.bytes = bytes;
        this.start = start;
        this.at = offset;
        this.end = offset + length;
    }

    int remaining() {
        return end - at;
    }

    boolean isEmpty() {
        return at >= end;
    }

    int u8(String field) throws TlsFormatException {
        return Bytes.u8(bytes, take(1, field));
    }

    int u16(String field) throws TlsFormatException {
        return Bytes.u16(bytes, take(2, field));
    }

    int u24(String field) throws TlsFormatException {
        return Bytes.u24(bytes, take(3, field));
    }

    long u32(String field) throws TlsFormatException {
        return Bytes.u32(bytes, take(4, field));
    }

    byte[] bytes(int length, String field) throws TlsFormatException {
        int from = take(length, field);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, at, end);
        at = end;
        return rest;
    }

    /// Reads a vector with its length in one byte before it.
    Cursor vector8(String field) throws TlsFormatException {
        return vector(u8(field), field);
    }

    Cursor vector16(String field) throws TlsFormatException {
        return vector(u16(field), field);
    }

    Cursor vector24(String field) throws TlsFormatException {
        return vector(u24(field), field);
    }

    /// Reads the rest as ISO 8859-1, which keeps every byte.
    String text() {
        String text = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
        at = end;
        return text;
    }

    void expectEnd(String field) throws TlsFormatException {
        if (at != end) {
            throw error(field + ": " + (end - at) + " bytes too many");
        }
    }

    TlsFormatException error(String reason) {
        return new TlsFormatException(at - start, reason);
    }

    private Cursor vector(int length, String field) throws TlsFormatException {
        int from = take(length, field);
        return new Cursor(bytes, start, from, length);
    }

    private int take(int length, String field) throws TlsFormatException {
        if (length > end - at) {
            throw error(field + ": needs " + length + " bytes, " + (end - at) + " left");
        }
        int from = at;
        at += length;
        return from;
    }
}
