package org.flowlab.node.role;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.flowlab.node.spec.NodeSpec.Limits;

/// The reason of a failure, in words for people.
final class Reasons {
    static final String CLOSED = "connection closed by the peer";

    private static final int DEPTH = 10;

    /// BoringSSL's text for a fatal alert of the peer (RFC 8446 §6.2).
    private static final Pattern ALERT = Pattern.compile("(?:SSLV3|TLSV1)_ALERT_(\\w+)");

    private Reasons() {}

    static String of(Throwable cause) {
        Throwable at = cause;
        for (int i = 0; i < DEPTH && at != null; i++, at = at.getCause()) {
            switch (at) {
                case CertificateException e -> {
                    return String.valueOf(e.getMessage());
                }
                case SslHandshakeTimeoutException e -> {
                    return "timeout during the handshake";
                }
                case NotSslRecordException e -> {
                    return "the peer does not speak TLS";
                }
                case SSLException e when mentions(e, "error_parsing_extension") -> {
                    // BoringSSL reports this if the client chose nothing by NPN.
                    return "the peer offers no protocol by NPN that this node speaks,"
                            + " or a bad extension";
                }
                case NoRouteToHostException e -> {
                    return "no route to host";
                }
                case ConnectException e when mentions(e, "refused") -> {
                    return "connection refused";
                }
                case ClosedChannelException e -> {
                    return CLOSED;
                }
                default -> {}
            }
        }
        Optional<String> alert = alert(cause);
        if (alert.isPresent()) {
            return "the peer sent the alert " + alert.get();
        }
        String message = cause.getMessage();
        return message == null || message.isEmpty() ? cause.getClass().getSimpleName() : message;
    }

    /// The name of the TLS alert with which the peer ended a handshake, such as
    /// `handshake_failure`.
    static Optional<String> alert(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            Matcher alert = ALERT.matcher(String.valueOf(at.getMessage()));
            if (at instanceof SSLException && alert.find()) {
                return Optional.of(alert.group(1).toLowerCase(Locale.ROOT));
            }
        }
        return Optional.empty();
    }

    /// The reason why a TCP connect failed.
    ///
    /// @param whose the kind of the node that connected
    static String ofConnect(Throwable cause, Limits limits, String whose) {
        return cause instanceof ConnectTimeoutException
                ? late("no answer to SYN", limits.connectMillis(), whose, "connect-timeout")
                : of(cause);
    }

    /// The message for a timeout, with the limit that a topology can raise.
    ///
    /// @param what what did not happen, such as `nothing came`
    /// @param whose the kind of the node that waited
    static String late(String what, int millis, String whose, String limit) {
        return "%s in %d ms (the %s\'s limit %s)".formatted(what, millis, whose, limit);
    }

    private static boolean mentions(Throwable e, String word) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains(word);
    }
}
