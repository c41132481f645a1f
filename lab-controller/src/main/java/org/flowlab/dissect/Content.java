package org.flowlab.dissect;

import java.util.List;
import java.util.Map;
import org.flowlab.wire.tls.HandshakeMessage;

/// The content of a message. Header names are in lower case; the values of a repeated header are
/// listed in order.
public sealed interface Content {

    // TCP: the first SYN, SYN-ACK and ACK of a connection, and how it ended.

    record Syn() implements Content {}

    record SynAck() implements Content {}

    record Ack() implements Content {}

    record Fin() implements Content {}

    record Reset() implements Content {}

    /// A segment that reached its receiver, which ignored it. It is part of no other message.
    ///
    /// @param flags bits of [org.flowlab.wire.tcp.TcpFlags]
    /// @param bytes length of the payload
    record TcpIgnored(int flags, int bytes, Refusal why) implements Content {}

    // TLS: one content per handshake message, in the clear or decrypted.

    /// A TLS handshake message.
    ///
    /// @param type RFC 8446 §4 and its predecessors: 1 client_hello, 2 server_hello, 4
    ///   new_session_ticket, 8 encrypted_extensions, 11 certificate, 12 server_key_exchange, 14
    ///   server_hello_done, 15 certificate_verify, 16 client_key_exchange, 20 finished, 67
    ///   next_protocol
    /// @param name the standard's name, such as `client_hello`; `hello_retry_request` for a Server
    ///   Hello that asks for a retry
    /// @param retry whether the message belongs to a retry (RFC 8446 §4.1.4): a HelloRetryRequest
    ///   or the second Client Hello, which answers it
    /// @param version the version that a Server Hello chose, as on the wire: 0x0303 for TLS 1.2,
    ///   0x0304 for TLS 1.3; 0 for other messages
    /// @param details values to show in an inspector: version, cipher suite, server name,
    ///   negotiated protocol …
    record TlsHandshake(
            int type, String name, boolean retry, int version, Map<String, String> details)
            implements Content {
        /// Whether it is a HelloRetryRequest, which has the type of a Server Hello.
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

    /// An encrypted record that was not opened.
    ///
    /// @param recordType 20 to 23
    /// @param bytes length of the record without its header
    /// @param why the reason
    record TlsUnread(int recordType, int bytes, Unread why) implements Content {}

    // HTTP/1.1: a head when its last byte arrives; body bytes as they arrive.

    record HttpRequest(
            String method, String target, String version, Map<String, List<String>> headers)
            implements Content {}

    record HttpResponse(
            int status, String reason, String version, Map<String, List<String>> headers)
            implements Content {}

    /// @param last whether this completes the message
    record HttpBody(int bytes, boolean last) implements Content {}

    // SPDY/3.1.

    /// A SYN_STREAM frame.
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

    /// Bytes that no layer can read.
    record Opaque(int bytes, Unread why) implements Content {}

    /// Bytes that break the rules of their protocol. What follows in this direction is opaque.
    ///
    /// @param layer the protocol's name
    /// @param offset of the bytes in the direction's byte stream of that layer
    record Malformed(String layer, long offset, String reason) implements Content {}
}
