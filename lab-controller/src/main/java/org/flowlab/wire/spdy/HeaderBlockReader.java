package org.flowlab.wire.spdy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.flowlab.wire.Bytes;

/// Reads the header blocks of one direction of a session, SPDY/3 §2.6.10. All of them share one
/// zlib stream, so every block must be read, in order.
///
/// An inflated block:
///
/// ```text
/// +------------------------------------+
/// | number of name/value pairs (32)    |
/// +------------------------------------+
/// | length of name (32)  | name        |  repeated
/// | length of value (32) | value       |  several values: NUL between them
/// +------------------------------------+
/// ```
public final class HeaderBlockReader implements AutoCloseable {
    /// The approximate memory that zlib needs for one stream, in bytes.
    public static final int BYTES = 48 * 1024;

    private static final int MAX_INFLATED = 256 * 1024;

    /// The size of the buffer in bytes after a block that needed a larger one.
    private static final int KEPT = 4096;

    private final Inflater inflater = new Inflater();
    private byte[] out = new byte[1024];

    /// Reads the block `b[offset, offset + length)`.
    ///
    /// @return the headers, with names in lower case
    /// @throws SpdyFormatException if the bytes are not a header block, or inflate to more than 256
    ///   KiB; no later block can be read then
    public Map<String, List<String>> read(byte[] b, int offset, int length)
            throws SpdyFormatException {
        int size = inflate(b, offset, length);
        byte[] block = out;
        if (size > KEPT) {
            out = new byte[KEPT];
        }
        return parse(block, size);
    }

    private int inflate(byte[] b, int offset, int length) throws SpdyFormatException {
        inflater.setInput(b, offset, length);
        int size = 0;
        try {
            while (true) {
                if (size == out.length) {
                    if (size >= MAX_INFLATED) {
                        throw new SpdyFormatException(
                                "header block inflates to more than " + MAX_INFLATED + " bytes");
                    }
                    out = Arrays.copyOf(out, size * 2);
                }
                int n = inflater.inflate(out, size, out.length - size);
                size += n;
                if (inflater.finished()) {
                    throw new SpdyFormatException("header compression: the zlib stream ended");
                }
                if (n == 0 && inflater.needsDictionary()) {
                    inflater.setDictionary(SpdyDictionary.bytes());
                } else if (n == 0) {
                    return size;
                }
            }
        } catch (DataFormatException | IllegalArgumentException e) {
            throw new SpdyFormatException("header compression: " + e.getMessage());
        }
    }

    private static Map<String, List<String>> parse(byte[] b, int size) throws SpdyFormatException {
        if (size == 0) {
            return Map.of();
        }
        int at = 0;
        long count = number(b, at, size);
        at += 4;
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            int nameLength = length(b, at, size);
            String name = text(b, at + 4, nameLength).toLowerCase(Locale.ROOT);
            at += 4 + nameLength;
            int valueLength = length(b, at, size);
            String value = text(b, at + 4, valueLength);
            at += 4 + valueLength;
            List<String> values = headers.computeIfAbsent(name, n -> new ArrayList<>(1));
            split(value, values);
        }
        return headers;
    }

    private static void split(String value, List<String> into) {
        int from = 0;
        for (int nul = value.indexOf('\0'); nul >= 0; nul = value.indexOf('\0', from)) {
            into.add(value.substring(from, nul));
            from = nul + 1;
        }
        into.add(value.substring(from));
    }

    private static int length(byte[] b, int at, int size) throws SpdyFormatException {
        long length = number(b, at, size);
        if (length > size - at - 4) {
            throw new SpdyFormatException(
                    "header block: needs "
                            + length
                            + " bytes of text, "
                            + (size - at - 4)
                            + " left");
        }
        return (int) length;
    }

    private static long number(byte[] b, int at, int size) throws SpdyFormatException {
        if (size - at < 4) {
            throw new SpdyFormatException("header block ends within a number");
        }
        return Bytes.u32(b, at);
    }

    private static String text(byte[] b, int at, int length) {
        return new String(b, at, length, StandardCharsets.ISO_8859_1);
    }

    /// Frees zlib's memory.
    @Override
    public void close() {
        inflater.end();
    }
}
