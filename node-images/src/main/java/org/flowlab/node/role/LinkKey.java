package org.flowlab.node.role;

import java.util.List;
import org.flowlab.node.spec.Route;
import org.flowlab.node.spec.Route.TlsChoice;
import org.jspecify.annotations.Nullable;

/// The key of a connection. Two connections with the same key are interchangeable.
///
/// @param via the connection to the proxy that this one runs through; null if there is none
/// @param role `proxy` or `origin`, for messages
/// @param secure whether TLS is used
/// @param offers the protocols offered by NPN or ALPN
record LinkKey(
        @Nullable LinkKey via,
        String role,
        String host,
        int port,
        boolean secure,
        List<String> offers,
        TlsChoice tls) {

    private static final int PROXY_PORT = 443;

    /// The key of the connection that carries a request for `target`: to the proxy for an `http`
    /// URL if there is a proxy, else to the origin.
    static LinkKey forRequest(Route route, Target target) throws HopException {
        @Nullable LinkKey proxy = proxy(route);
        if (proxy != null && !target.secure()) {
            return proxy;
        }
        return new LinkKey(
                proxy,
                "origin",
                target.host(),
                target.port(),
                target.secure(),
                target.secure() ? route.originOffers() : List.of(),
                route.tls());
    }

    /// The key of the first connection towards `target`: to the proxy if there is one.
    static LinkKey first(Route route, Target target) throws HopException {
        @Nullable LinkKey proxy = proxy(route);
        return proxy == null ? forRequest(route, target) : proxy;
    }

    private static @Nullable LinkKey proxy(Route route) throws HopException {
        String proxy = route.proxy();
        if (proxy == null) {
            return null;
        }
        int colon = proxy.lastIndexOf(':');
        String host = colon < 0 ? proxy : proxy.substring(0, colon);
        int port;
        try {
            port = colon < 0 ? PROXY_PORT : Integer.parseInt(proxy.substring(colon + 1));
        } catch (NumberFormatException e) {
            throw new HopException("proxy \"" + proxy + "\"", "host:port expected");
        }
        return new LinkKey(null, "proxy", host, port, true, route.proxyOffers(), route.tls());
    }

    boolean isProxy() {
        return role.equals("proxy");
    }

    boolean offers(String protocol) {
        return offers.contains(protocol);
    }

    /// The name of the peer in messages.
    String peer() {
        return role + " " + hostAndPort();
    }

    String hostAndPort() {
        return host + ":" + port;
    }

    /// The text ` through proxy:443` for a connection to a proxy, else empty.
    String through() {
        return isProxy() ? " through " + hostAndPort() : "";
    }
}
