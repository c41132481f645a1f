package org.flowlab.wire.spdy;

import org.flowlab.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// The first eight bytes of a frame, SPDY/3.1 §2.2.
///
/// ```text
/// Control frame                         Data frame
/// +-+---------------+-----------------+ +-+---------------------------------+
/// |1|  version (15)  |    type (16)    | |0|         stream id (31)          |
/// +-+---------------+-----------------+ +-+---------------------------------+
/// | flags (8) |      length (24)      | | flags (8) |      length (24)      |
/// +-----------+-----------------------+ +-----------+-----------------------+
/// ```
///
/// @param version the version of a control frame; 0 for a data frame
/// @param type the type of a control frame; [#DATA] for a data frame
/// @param streamId the stream of a data frame; 0 for a control frame
/// @param length the length in bytes of what follows the header
public record SpdyHeader(int version, int type, int streamId, int flags, int length) {
    public static final int BYTES = 8;

    public static final int DATA = 0;
    public static final int SYN_STREAM = 1;
    public static final int SYN_REPLY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int HEADERS = 8;
    public static final int WINDOW_UPDATE = 9;
    public static final int CREDENTIAL = 10;

    public static final int FLAG_FIN = 1;
    public static final int FLAG_UNIDIRECTIONAL = 2;

    private static final int CONTROL = 0x8000;
    private static final int FLAGS = 4;
    private static final int LENGTH = 5;

    public boolean isData() {
        return type == DATA && version == 0;
    }

    public boolean fin() {
        return (flags & FLAG_FIN) != 0;
    }

    /// Parses the header in the [#BYTES] bytes that start at `b[at]`.
    public static SpdyHeader parse(byte[] b, int at) {
        int first = Bytes.u16(b, at);
        int flags = Bytes.u8(b, at + FLAGS);
        int length = Bytes.u24(b, at + LENGTH);
        if ((first & CONTROL) == 0) {
            return new SpdyHeader(0, DATA, Bytes.i32(b, at) & 0x7fff_ffff, flags, length);
        }
        return new SpdyHeader(first & 0x7fff, Bytes.u16(b, at + 2), 0, flags, length);
    }

    /// What is wrong with the header; null if nothing is. An unknown type is not wrong: the
    /// standard says to ignore such frames.
    public @Nullable String fault() {
        if (isData()) {
            return streamId == 0 ? "data on stream 0" : null;
        }
        return version == 3 ? null : "version " + version + " is not 3";
    }

    /// Writes [#BYTES] bytes from `b[at]` on.
    public void emit(byte[] b, int at) {
        if (isData()) {
            Bytes.put32(b, at, streamId);
        } else {
            Bytes.put16(b, at, CONTROL | version);
            Bytes.put16(b, at + 2, type);
        }
        Bytes.put8(b, at + FLAGS, flags);
        Bytes.put24(b, at + LENGTH, length);
    }
}
