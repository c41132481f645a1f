package org.flowlab.flow;

import org.flowlab.flow.Sighting.Kind;

/// What a message says, in fields. Text from the wire is fit to be printed: it has no control
/// characters and its length is bounded.
public sealed interface Spoken {

    /// The SPDY stream, 0 for what is not SPDY.
    default int stream() {
        return 0;
    }

    /// The HTTP status, 0 if it has none.
    default int status() {
        return 0;
    }

    /// The message in short, as it is printed: `GET http://origin/ HTTP/1.1`, `SYN_STREAM stream 1,
    /// CONNECT origin:443`.
    String label();

    /// A TCP segment or a TLS message: its kind says all.
    record Handshake(Kind kind) implements Spoken {
        @Override
        public String label() {
            return switch (kind) {
                case CLIENT_HELLO -> "Client Hello";
                case HELLO_RETRY_REQUEST -> "Hello Retry Request";
                case SECOND_CLIENT_HELLO -> "Client Hello (second)";
                case SERVER_HELLO -> "Server Hello";
                case CLIENT_KEY_EXCHANGE -> "Client Key Exchange";
                case CLIENT_FINISHED -> "Client Finished";
                case SERVER_FINISHED -> "Server Finished";
                case SYN,
                        SYN_ACK,
                        ACK,
                        CONNECT,
                        CONNECT_ESTABLISHED,
                        REQUEST,
                        RESPONSE,
                        UNREAD,
                        IGNORED ->
                        kind.name();
            };
        }
    }

    /// @param version `HTTP/1.1`
    record HttpRequest(String method, String target, String version) implements Spoken {
        @Override
        public String label() {
            return method + " " + target + " " + version;
        }
    }

    /// @param reason may be empty
    record HttpResponse(String version, int status, String reason) implements Spoken {
        @Override
        public String label() {
            return (version + " " + status + " " + reason).strip();
        }
    }

    /// A SYN_STREAM.
    ///
    /// @param url to a proxy the whole URL, or of a CONNECT the authority; in a tunnel the path
    /// @param host in a tunnel the host, otherwise empty
    record SpdyRequest(int stream, String method, String url, String host) implements Spoken {
        @Override
        public String label() {
            return "SYN_STREAM stream "
                    + stream
                    + ", "
                    + method
                    + " "
                    + url
                    + (host.isEmpty() ? "" : ", host " + host);
        }
    }

    /// A SYN_REPLY.
    ///
    /// @param status 0 if the message has none
    /// @param reason may be empty; if there is no status, what stands in its place
    record SpdyResponse(int stream, int status, String reason) implements Spoken {
        @Override
        public String label() {
            return "SYN_REPLY stream " + stream + ", " + statusLine();
        }

        /// `200 OK`
        public String statusLine() {
            return status == 0 ? reason : (status + " " + reason).strip();
        }
    }

    /// What could not be read, so that a step may hide in it.
    sealed interface Unread extends Spoken {
        /// Why it was not read, as a clause: `the key is not known`.
        String why();
    }

    /// A TLS record that could not be decrypted.
    ///
    /// @param bytes its length
    record Sealed(int bytes, String why) implements Unread {
        @Override
        public String label() {
            return bytes + " sealed bytes: " + why;
        }
    }

    /// Bytes that no dissector reads.
    record Opaque(int bytes, String why) implements Unread {
        @Override
        public String label() {
            return bytes + " bytes: " + why;
        }
    }

    /// Bytes that break the rules of their protocol.
    ///
    /// @param layer the protocol
    record Malformed(String layer, String reason) implements Unread {
        @Override
        public String why() {
            return "malformed " + layer + ": " + reason;
        }

        @Override
        public String label() {
            return why();
        }
    }

    /// A segment that its receiver ignored.
    ///
    /// @param segment what it was: `RST`, `ACK with 512 bytes`
    /// @param why a clause: `wrong checksum`
    record Ignored(String segment, String why) implements Spoken {
        @Override
        public String label() {
            return segment + ", ignored by the receiver: " + why;
        }
    }
}
