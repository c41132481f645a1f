package org.flowlab.dissect;

import java.nio.charset.StandardCharsets;
import org.flowlab.wire.Bytes;
import org.flowlab.wire.spdy.SpdyHeader;
import org.flowlab.wire.tls.TlsRecord;
import org.jspecify.annotations.Nullable;

/// Chooses the layer for the negotiated protocol, or by the first bytes.
final class Layers {
    enum Kind {
        TLS,
        HTTP1,
        SPDY,
        UNKNOWN,
        /// There are too few bytes to decide.
        UNDECIDED
    }

    private static final String[] HTTP_STARTS = {
        "GET ",
        "POST ",
        "CONNECT ",
        "HEAD ",
        "PUT ",
        "DELETE ",
        "OPTIONS ",
        "TRACE ",
        "PATCH ",
        "PROPFIND ",
        "HTTP/1.",
        "\r\nHTTP/1.",
        "\r\nGET "
    };

    private Layers() {}

    /// @param protocol as negotiated with NPN or ALPN; empty if nothing was negotiated
    static Layer negotiated(String protocol, Dissection dissection, Carriage carriage) {
        return switch (protocol) {
            case "http/1.1", "http/1.0" -> of(Kind.HTTP1, dissection, carriage);
            case "spdy/3.1", "spdy/3" -> of(Kind.SPDY, dissection, carriage);
            case "" -> of(Kind.UNDECIDED, dissection, carriage);
            default -> {
                Unread why = new Unread(Unread.Cause.PROTOCOL_UNSUPPORTED, protocol);
                yield new OpaqueLayer(dissection, carriage, why);
            }
        };
    }

    static Layer of(Kind kind, Dissection dissection, Carriage carriage) {
        if (carriage.depth() > Dissection.MAX_DEPTH) {
            Unread why = Unread.because(Unread.Cause.TOO_DEEP);
            return new OpaqueLayer(dissection, carriage, why);
        }
        return switch (kind) {
            case TLS -> new TlsLayer(dissection, carriage);
            case HTTP1 -> new Http1Layer(dissection, carriage);
            case SPDY -> new SpdyLayer(dissection, carriage);
            case UNKNOWN -> {
                Unread why = Unread.because(Unread.Cause.PROTOCOL_UNKNOWN);
                yield new OpaqueLayer(dissection, carriage, why);
            }
            case UNDECIDED -> new SniffLayer(dissection, carriage);
        };
    }

    /// Guesses the protocol from the first bytes of a direction.
    static Kind sniff(byte[] b, int offset, int length) {
        Kind tls = tls(b, offset, length);
        if (tls != Kind.UNKNOWN) {
            return tls;
        }
        Kind spdy = spdy(b, offset, length);
        return spdy != Kind.UNKNOWN ? spdy : http(b, offset, length);
    }

    private static Kind tls(byte[] b, int offset, int length) {
        int type = Bytes.u8(b, offset);
        boolean fits =
                type >= TlsRecord.CHANGE_CIPHER_SPEC
                        && type <= TlsRecord.APPLICATION_DATA
                        && (length < 2 || b[offset + 1] == 3)
                        && (length < 3 || Bytes.u8(b, offset + 2) <= 4);
        if (!fits) {
            return Kind.UNKNOWN;
        }
        if (length < TlsRecord.HEADER_BYTES) {
            return Kind.UNDECIDED;
        }
        return TlsRecord.fault(b, offset) == null ? Kind.TLS : Kind.UNKNOWN;
    }

    /// A SPDY session opens with a control frame; the version's low byte is 2 or 3.
    private static Kind spdy(byte[] b, int offset, int length) {
        boolean fits =
                Bytes.u8(b, offset) == 0x80
                        && (length < 2 || b[offset + 1] == 3)
                        && (length < 3 || b[offset + 2] == 0);
        if (!fits) {
            return Kind.UNKNOWN;
        }
        if (length < 4) {
            return Kind.UNDECIDED;
        }
        int type = Bytes.u8(b, offset + 3);
        return type >= SpdyHeader.SYN_STREAM && type <= SpdyHeader.CREDENTIAL
                ? Kind.SPDY
                : Kind.UNKNOWN;
    }

    private static Kind http(byte[] b, int offset, int length) {
        String start = new String(b, offset, Math.min(length, 10), StandardCharsets.ISO_8859_1);
        Kind kind = Kind.UNKNOWN;
        for (String known : HTTP_STARTS) {
            if (start.startsWith(known)) {
                return Kind.HTTP1;
            }
            if (known.startsWith(start)) {
                kind = Kind.UNDECIDED;
            }
        }
        return kind;
    }

    /// Closes a layer if there is one.
    static void close(@Nullable Layer layer, boolean over) {
        if (layer != null) {
            layer.close(over);
        }
    }
}
