package org.flowlab.node.role;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/// Why something failed, in the words of a person.
final class Reasons {
    private static final int DEPTH = 10;

    private Reasons() {}

    static String of(Throwable cause) {
        Throwable told = cause;
        for (int i = 0; i < DEPTH && told != null; i++, told = told.getCause()) {
            switch (told) {
                case CertificateException e -> {
                    return String.valueOf(e.getMessage());
                }
                case ConnectTimeoutException e -> {
                    return "timeout: no answer to SYN";
                }
                case SslHandshakeTimeoutException e -> {
                    return "timeout during the handshake";
                }
                case NotSslRecordException e -> {
                    return "the peer does not speak TLS";
                }
                case SSLException e when mentions(e, "error_parsing_extension") -> {
                    // What BoringSSL says when NPN ends without a choice.
                    return "the peer offers by NPN nothing that is spoken here, or a bad extension";
                }
                case NoRouteToHostException e -> {
                    return "no route to host";
                }
                case ConnectException e when mentions(e, "refused") -> {
                    return "connection refused";
                }
                case ClosedChannelException e -> {
                    return "connection closed by the peer";
                }
                default -> {}
            }
        }
        String message = cause.getMessage();
        return message == null || message.isEmpty() ? cause.getClass().getSimpleName() : message;
    }

    private static boolean mentions(Throwable e, String word) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains(word);
    }
}
