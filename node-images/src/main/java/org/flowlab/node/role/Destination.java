package org.flowlab.node.role;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Locale;

/// The origin that a client asks a proxy for.
///
/// @param path the request target for the origin (RFC 9112 §3.2.1), empty for CONNECT
record Destination(String host, int port, String path) {
    private static final String HTTP = "http://";
    private static final int HTTP_PORT = 80;
    private static final char DELETE = 0x7F;

    /// @throws BadRequest if the request does not name a destination that a proxy can serve
    static Destination of(HttpRequest request) throws BadRequest {
        String target = request.uri();
        if (target.chars().anyMatch(c -> c <= ' ' || c >= DELETE)) {
            throw new BadRequest(
                    "the request target contains a character that is not visible ASCII");
        }
        if (request.method().equals(HttpMethod.CONNECT)) {
            return authority(target, 0, "");
        }
        if (target.regionMatches(true, 0, HTTP, 0, HTTP.length())) {
            return absolute(request.method(), target.substring(HTTP.length()));
        }
        if (target.startsWith("/") || target.equals("*")) {
            List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
            if (hosts.size() != 1 || hosts.getFirst().isBlank()) {
                throw new BadRequest(
                        "\""
                                + target
                                + "\" is not an absolute URL, and no Host header names a host");
            }
            return authority(hosts.getFirst().strip(), HTTP_PORT, target);
        }
        String scheme = target.toLowerCase(Locale.ROOT);
        throw new BadRequest(
                scheme.startsWith("https:")
                        ? "an https URL needs CONNECT"
                        : "\"" + target + "\" is neither an http URL nor a path");
    }

    /// `host:port`, as in a CONNECT, a Host header or a message.
    String authority() {
        return host + ":" + port;
    }

    /// The Host header of a request to this destination.
    String hostHeader() {
        return port == HTTP_PORT ? host : authority();
    }

    private static Destination absolute(HttpMethod method, String rest) throws BadRequest {
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String path = rest.substring(end);
        int fragment = path.indexOf('#');
        if (fragment >= 0) {
            path = path.substring(0, fragment);
        }
        if (path.isEmpty()) {
            path = method.equals(HttpMethod.OPTIONS) ? "*" : "/";
        } else if (path.startsWith("?")) {
            path = "/" + path;
        }
        return authority(rest.substring(0, end), HTTP_PORT, path);
    }

    /// @param defaultPort 0 if the text must contain a port
    private static Destination authority(String text, int defaultPort, String path)
            throws BadRequest {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        int port = colon < 0 ? defaultPort : port(text.substring(colon + 1), defaultPort);
        if (host.isEmpty() || port < 1 || port > 65_535 || text.indexOf('@') >= 0) {
            throw new BadRequest("\"" + text + "\" is not host:port");
        }
        return new Destination(host.toLowerCase(Locale.ROOT), port, path);
    }

    private static int port(String digits, int defaultPort) {
        if (digits.isEmpty()) {
            return defaultPort;
        }
        if (digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Integer.parseInt(digits);
    }

    /// An invalid request. The proxy answers it with 400 and the message.
    static final class BadRequest extends Exception {
        private static final long serialVersionUID = 1L;

        BadRequest(String reason) {
            super(reason);
        }
    }
}
