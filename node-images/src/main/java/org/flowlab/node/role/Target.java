package org.flowlab.node.role;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The parts of a URL: `http` or `https`, a host, a port, a path with its query.
record Target(boolean secure, String host, int port, String path) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int PORTS = 65_536;

    /// @throws HopException if it is not a URL that a client can fetch
    static Target of(String url) throws HopException {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw bad(url, e.getReason());
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        if (!secure && !scheme.equals("http")) {
            throw bad(url, "http:// or https:// expected");
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw bad(url, "a host expected, without user and password");
        }
        int port = uri.getPort() == -1 ? (secure ? HTTPS : HTTP) : uri.getPort();
        if (port < 1 || port >= PORTS) {
            throw bad(url, "port " + port + " is not between 1 and 65535");
        }
        return new Target(secure, uri.getHost().toLowerCase(Locale.ROOT), port, path(uri));
    }

    private static String path(URI uri) {
        @Nullable String path = uri.getRawPath();
        @Nullable String query = uri.getRawQuery();
        return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }

    private static HopException bad(String url, String reason) {
        return new HopException("URL \"" + url + "\"", reason);
    }

    String scheme() {
        return secure ? "https" : "http";
    }

    /// `host`, or `host:port` if the port is not the scheme's default.
    String authority() {
        return port == (secure ? HTTPS : HTTP) ? host : hostAndPort();
    }

    String hostAndPort() {
        return host + ":" + port;
    }

    String absolute() {
        return scheme() + "://" + authority() + path;
    }
}
