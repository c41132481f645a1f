package org.flowlab.wire.tls;

import org.flowlab.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// The header of a TLS record, RFC 8446 §5.1.
///
/// ```text
///  0        1        2        3        4        5
/// +--------+--------+--------+--------+--------+----
/// |  type  |     version     |     length      | fragment
/// +--------+--------+--------+--------+--------+----
/// ```
///
/// @param version the version in the record; in TLS 1.3 it is not the protocol's version
/// @param length the fragment's length in bytes
public record TlsRecord(int type, int version, int length) {
    public static final int HEADER_BYTES = 5;

    /// The length in bytes of the longest protected fragment of any version, RFC 5246 §6.2.3.
    public static final int MAX_LENGTH = (1 << 14) + 2048;

    public static final int CHANGE_CIPHER_SPEC = 20;
    public static final int ALERT = 21;
    public static final int HANDSHAKE = 22;
    public static final int APPLICATION_DATA = 23;
    public static final int HEARTBEAT = 24;

    private static final int TYPE = 0;
    private static final int VERSION = 1;
    private static final int LENGTH = 3;

    /// What is wrong with the header in the [#HEADER_BYTES] bytes that start at `b[at]`; null if
    /// nothing is.
    public static @Nullable String fault(byte[] b, int at) {
        int type = type(b, at);
        if (type < CHANGE_CIPHER_SPEC || type > HEARTBEAT) {
            return "record type " + type + " is not one of 20 to 24";
        }
        if (version(b, at) >>> 8 != 3) {
            return "record version 0x%04x is not TLS".formatted(version(b, at));
        }
        if (length(b, at) > MAX_LENGTH) {
            return "record length " + length(b, at) + " is above " + MAX_LENGTH;
        }
        return null;
    }

    public static int type(byte[] b, int at) {
        return Bytes.u8(b, at + TYPE);
    }

    public static int version(byte[] b, int at) {
        return Bytes.u16(b, at + VERSION);
    }

    public static int length(byte[] b, int at) {
        return Bytes.u16(b, at + LENGTH);
    }

    /// Parses the header at the start of `b[offset, offset + length)`.
    public static TlsRecord parse(byte[] b, int offset, int length) throws TlsFormatException {
        if (length < HEADER_BYTES) {
            throw new TlsFormatException(length, "record header: needs 5 bytes, has " + length);
        }
        String fault = fault(b, offset);
        if (fault != null) {
            throw new TlsFormatException(0, fault);
        }
        return new TlsRecord(type(b, offset), version(b, offset), length(b, offset));
    }

    /// Writes [#HEADER_BYTES] bytes from `b[at]` on.
    public void emit(byte[] b, int at) {
        Bytes.put8(b, at + TYPE, type);
        Bytes.put16(b, at + VERSION, version);
        Bytes.put16(b, at + LENGTH, length);
    }
}
