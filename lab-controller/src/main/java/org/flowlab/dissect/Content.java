package org.flowlab.dissect;

import java.util.List;
import java.util.Map;
import org.flowlab.wire.tls.HandshakeMessage;

/// What a message says. Header names are lower case; a repeated header's values follow one another.
public sealed interface Content {

    // TCP. A connection's first SYN, SYN-ACK and the ACK that completes the handshake; then its
    // ends.

    record Syn() implements Content {}

    record SynAck() implements Content {}

    record Ack() implements Content {}

    record Fin() implements Content {}

    record Reset() implements Content {}

    /// A segment that reached its receiver and was ignored there: it is part of nothing else.
    ///
    /// @param flags of [org.flowlab.wire.tcp.TcpFlags]
    /// @param bytes of payload
    record TcpIgnored(int flags, int bytes, Refusal why) implements Content {}

    // TLS. One content per handshake message, whether it came in the clear or was decrypted.

    /// @param type RFC 8446 §4 and its predecessors: 1 client_hello, 2 server_hello, 4
    ///   new_session_ticket, 8 encrypted_extensions, 11 certificate, 12 server_key_exchange, 14
    ///   server_hello_done, 15 certificate_verify, 16 client_key_exchange, 20 finished, 67
    ///   next_protocol
    /// @param name the standard's name, `client_hello`; `hello_retry_request` for the Server Hello
    ///   that is one
    /// @param retry whether a retry brought it (RFC 8446 §4.1.4): true for a HelloRetryRequest and
    ///   for the second Client Hello, which answers it
    /// @param details what an inspector shows: version, cipher suite, server name, negotiated
    ///   protocol …
    record TlsHandshake(int type, String name, boolean retry, Map<String, String> details)
            implements Content {
        /// Whether it is a HelloRetryRequest: a Server Hello by its type, but no answer.
        public boolean isHelloRetryRequest() {
            return retry && type == HandshakeMessage.SERVER_HELLO;
        }

        /// Whether it is the Client Hello that answers a HelloRetryRequest.
        public boolean isSecondClientHello() {
            return retry && type == HandshakeMessage.CLIENT_HELLO;
        }
    }

    record TlsChangeCipherSpec() implements Content {}

    record TlsAlert(int level, int description, String name) implements Content {}

    /// An encrypted record that no key opens.
    ///
    /// @param recordType 20 to 23
    record TlsUnread(int recordType, int bytes, Unread why) implements Content {}

    // HTTP/1.1. A head when its last byte is there; body bytes as they come.

    record HttpRequest(
            String method, String target, String version, Map<String, List<String>> headers)
            implements Content {}

    record HttpResponse(
            int status, String reason, String version, Map<String, List<String>> headers)
            implements Content {}

    /// @param last whether the message that it belongs to is complete
    record HttpBody(int bytes, boolean last) implements Content {}

    // SPDY/3.1.

    /// SYN_STREAM
    record SpdySynStream(
            int streamId, int associatedStreamId, boolean fin, Map<String, List<String>> headers)
            implements Content {}

    record SpdySynReply(int streamId, boolean fin, Map<String, List<String>> headers)
            implements Content {}

    record SpdyHeaders(int streamId, boolean fin, Map<String, List<String>> headers)
            implements Content {}

    record SpdyData(int streamId, int bytes, boolean fin) implements Content {}

    record SpdyRstStream(int streamId, int status, String name) implements Content {}

    record SpdyGoaway(int lastGoodStreamId, int status) implements Content {}

    record SpdySettings(Map<Integer, Integer> values) implements Content {}

    record SpdyPing(int id) implements Content {}

    record SpdyWindowUpdate(int streamId, int delta) implements Content {}

    /// Bytes that no layer reads.
    record Opaque(int bytes, Unread why) implements Content {}

    /// Bytes that break their protocol's rules; what follows in this direction is opaque.
    ///
    /// @param layer the protocol
    /// @param offset in the direction's byte stream of that layer
    record Malformed(String layer, long offset, String reason) implements Content {}
}
