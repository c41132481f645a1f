package org.flowlab.wire.spdy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.wire.Bytes;

/// A control frame, SPDY/3.1 §2.6. The values of a repeated header stay in their order.
public sealed interface SpdyFrame {
    record SynStream(
            int streamId,
            int associatedStreamId,
            int priority,
            boolean fin,
            boolean unidirectional,
            Map<String, List<String>> headers)
            implements SpdyFrame {}

    record SynReply(int streamId, boolean fin, Map<String, List<String>> headers)
            implements SpdyFrame {}

    record RstStream(int streamId, int status) implements SpdyFrame {
        /// The standard's name of the status.
        public String name() {
            return switch (status) {
                case 1 -> "PROTOCOL_ERROR";
                case 2 -> "INVALID_STREAM";
                case 3 -> "REFUSED_STREAM";
                case 4 -> "UNSUPPORTED_VERSION";
                case 5 -> "CANCEL";
                case 6 -> "INTERNAL_ERROR";
                case 7 -> "FLOW_CONTROL_ERROR";
                case 8 -> "STREAM_IN_USE";
                case 9 -> "STREAM_ALREADY_CLOSED";
                case 10 -> "INVALID_CREDENTIALS";
                case 11 -> "FRAME_TOO_LARGE";
                default -> "STATUS_" + status;
            };
        }
    }

    record Settings(Map<Integer, Integer> values) implements SpdyFrame {}

    record Ping(int id) implements SpdyFrame {}

    record Goaway(int lastGoodStreamId, int status) implements SpdyFrame {}

    record Headers(int streamId, boolean fin, Map<String, List<String>> headers)
            implements SpdyFrame {}

    record WindowUpdate(int streamId, int delta) implements SpdyFrame {}

    record Unknown(int type, int length) implements SpdyFrame {}

    /// Parses the control frame whose header is `header` and whose payload is `b[offset, offset +
    /// header.length())`.
    ///
    /// @param blocks the reader of this direction's header blocks; the same one for every frame
    static SpdyFrame parse(SpdyHeader header, byte[] b, int offset, HeaderBlockReader blocks)
            throws SpdyFormatException {
        int length = header.length();
        return switch (header.type()) {
            case SpdyHeader.SYN_STREAM -> {
                need(header, 10);
                yield new SynStream(
                        id(b, offset),
                        id(b, offset + 4),
                        Bytes.u8(b, offset + 8) >>> 5,
                        header.fin(),
                        (header.flags() & SpdyHeader.FLAG_UNIDIRECTIONAL) != 0,
                        blocks.read(b, offset + 10, length - 10));
            }
            case SpdyHeader.SYN_REPLY -> {
                need(header, 4);
                yield new SynReply(
                        id(b, offset), header.fin(), blocks.read(b, offset + 4, length - 4));
            }
            case SpdyHeader.HEADERS -> {
                need(header, 4);
                yield new Headers(
                        id(b, offset), header.fin(), blocks.read(b, offset + 4, length - 4));
            }
            case SpdyHeader.RST_STREAM -> {
                need(header, 8);
                yield new RstStream(id(b, offset), Bytes.i32(b, offset + 4));
            }
            case SpdyHeader.SETTINGS -> settings(header, b, offset);
            case SpdyHeader.PING -> {
                need(header, 4);
                yield new Ping(Bytes.i32(b, offset));
            }
            case SpdyHeader.GOAWAY -> {
                need(header, 8);
                yield new Goaway(id(b, offset), Bytes.i32(b, offset + 4));
            }
            case SpdyHeader.WINDOW_UPDATE -> {
                need(header, 8);
                yield new WindowUpdate(id(b, offset), id(b, offset + 4));
            }
            default -> new Unknown(header.type(), length);
        };
    }

    private static Settings settings(SpdyHeader header, byte[] b, int offset)
            throws SpdyFormatException {
        need(header, 4);
        long count = Bytes.u32(b, offset);
        if (count * 8 > header.length() - 4) {
            throw new SpdyFormatException(
                    "SETTINGS: " + count + " entries do not fit in " + header.length() + " bytes");
        }
        Map<Integer, Integer> values = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            int at = offset + 4 + i * 8;
            values.put(Bytes.u24(b, at + 1), Bytes.i32(b, at + 4));
        }
        return new Settings(values);
    }

    /// A number of 31 bits. The highest of the 32 bits has no meaning.
    private static int id(byte[] b, int at) {
        return Bytes.i32(b, at) & 0x7fff_ffff;
    }

    private static void need(SpdyHeader header, int length) throws SpdyFormatException {
        if (header.length() < length) {
            throw new SpdyFormatException(
                    "frame of type %d has %d bytes, needs %d"
                            .formatted(header.type(), header.length(), length));
        }
    }
}
