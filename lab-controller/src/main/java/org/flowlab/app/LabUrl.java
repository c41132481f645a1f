package org.flowlab.app;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import org.flowlab.yaml.InputException;

/// The address of a controller.
///
/// @param uri without a path
record LabUrl(URI uri) {
    static final int DEFAULT_PORT = 8080;

    /// @param text empty for the usual address on this machine
    /// @throws InputException if it is none
    static LabUrl of(String text) {
        if (text.isEmpty()) {
            return new LabUrl(URI.create("http://127.0.0.1:" + DEFAULT_PORT));
        }
        try {
            URI uri = new URI(text);
            String path = uri.getRawPath();
            boolean bare =
                    (path == null || path.isEmpty() || path.equals("/"))
                            && uri.getRawQuery() == null
                            && uri.getRawFragment() == null
                            && uri.getRawUserInfo() == null;
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && bare && uri.getHost() != null) {
                return new LabUrl(
                        new URI(
                                uri.getScheme(),
                                null,
                                uri.getHost(),
                                uri.getPort(),
                                "",
                                null,
                                null));
            }
        } catch (URISyntaxException e) {
            // it is reported below
        }
        throw new InputException(
                "LAB_URL: \""
                        + text
                        + "\" is no address of a controller; write it as in http://127.0.0.1:8080");
    }

    int port() {
        int standard = uri.getScheme().equals("https") ? 443 : 80;
        return uri.getPort() < 0 ? standard : uri.getPort();
    }

    /// Whether it is on this machine for certain.
    boolean isLocal() {
        String host = uri.getHost();
        return host.equals("localhost") || host.matches("127(\\.\\d+){3}") || host.equals("[::1]");
    }

    /// Whether both lead to one address and port.
    boolean isSameAs(LabUrl other) {
        try {
            return port() == other.port()
                    && InetAddress.getByName(uri.getHost())
                            .equals(InetAddress.getByName(other.uri.getHost()));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
