package org.flowlab.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Decides who is served: a web page of another site must not reach the controller through the
/// user's browser, and with a token only those who have it are served.
final class Guard {
    static final String OPERATOR = "Flowlab-Operator";

    private static final String IS_OPERATOR = Guard.class.getName() + ".operator";
    private static final String IS_TRUSTED = Guard.class.getName() + ".trusted";

    /// What is served without the token: it says nothing of labs but how many there are.
    private static final Set<String> OPEN_PATHS = Set.of("/", "/openapi.yaml", "/health");

    private static final String BEARER = "bearer ";
    private static final int HTTP_PORT = 80;

    private final byte @Nullable [] token;
    private final byte @Nullable [] operator;
    private final List<String> names;

    /// The names of this controller for each address of this machine that clients used.
    private final Map<SocketAddress, Set<String>> hosts = new ConcurrentHashMap<>();

    Guard(ControllerOptions options) {
        token = bytes(options.token());
        operator = bytes(options.operatorSecret());
        names = options.names();
    }

    private static byte @Nullable [] bytes(@Nullable String secret) {
        return secret == null ? null : secret.getBytes(StandardCharsets.UTF_8);
    }

    /// Whether the operator sent the request.
    static boolean isOperator(RoutingContext ctx) {
        return Boolean.TRUE.equals(ctx.get(IS_OPERATOR));
    }

    /// Whether the request has the token, or none is needed.
    static boolean isTrusted(RoutingContext ctx) {
        return Boolean.TRUE.equals(ctx.get(IS_TRUSTED));
    }

    /// Lets the request pass, or fails it.
    void check(RoutingContext ctx) {
        try {
            checkHost(ctx.request());
            checkOrigin(ctx);
            boolean byOperator = is(operator, ctx.request().getHeader(OPERATOR));
            boolean trusted = token == null || byOperator || hasToken(ctx.request());
            ctx.put(IS_OPERATOR, byOperator).put(IS_TRUSTED, trusted);
            if (!trusted && isProtected(ctx)) {
                throw new Refusal(
                        401,
                        (ctx.request().getHeader("Authorization") == null
                                        ? "this controller wants a token: "
                                        : "the token is wrong: ")
                                + "send it in the header Authorization, as in"
                                + " Authorization: Bearer TOKEN");
            }
        } catch (Refusal refusal) {
            ctx.fail(refusal);
            return;
        }
        ctx.next();
    }

    /// Refuses names that are not the controller's: a page's own name can be made to lead to this
    /// address (DNS rebinding), and its scripts would then be of the same origin.
    private void checkHost(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll("host");
        if (hosts.size() != 1
                || !allowedHosts(request.connection().localAddress())
                        .contains(hosts.getFirst().toLowerCase(Locale.ROOT))) {
            throw new Refusal(
                    403,
                    "the header Host is "
                            + (hosts.isEmpty() ? "missing" : String.join(", ", hosts))
                            + ", which is no name of this controller; use the address on which it"
                            + " listens, or start it with ./lab serve --allow-host NAME");
        }
    }

    private Set<String> allowedHosts(SocketAddress here) {
        return hosts.computeIfAbsent(here, this::hosts);
    }

    private Set<String> hosts(SocketAddress here) {
        Set<String> hosts = new HashSet<>();
        String address = here.hostAddress();
        for (String name : List.of("localhost", "127.0.0.1", "[::1]")) {
            add(name, here.port(), hosts);
        }
        if (address != null) {
            add(address.contains(":") ? "[" + address + "]" : address, here.port(), hosts);
        }
        for (String name : names) {
            String lower = name.toLowerCase(Locale.ROOT);
            hosts.add(lower);
            add(lower, here.port(), hosts);
        }
        return hosts;
    }

    private static void add(String name, int port, Set<String> hosts) {
        hosts.add(name + ":" + port);
        if (port == HTTP_PORT) {
            hosts.add(name);
        }
    }

    /// Refuses requests that pages of other origins make. Following a link to a page of the
    /// controller is allowed.
    private static void checkOrigin(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        String site = request.getHeader("Sec-Fetch-Site");
        boolean visit =
                "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                        && "document".equals(request.getHeader("Sec-Fetch-Dest"))
                        && HttpMethod.GET.equals(request.method())
                        && !ctx.normalizedPath().startsWith("/api/");
        boolean foreign = site != null && !site.equals("same-origin") && !site.equals("none");
        List<String> origins = request.headers().getAll("origin");
        String own = "http://" + request.getHeader("Host");
        if ((foreign && !visit) || origins.stream().anyMatch(o -> !o.equalsIgnoreCase(own))) {
            throw new Refusal(
                    403,
                    "a page of another origin"
                            + (origins.isEmpty() ? "" : " (" + origins.getFirst() + ")")
                            + " may not use this controller");
        }
    }

    private static boolean isProtected(RoutingContext ctx) {
        return !OPEN_PATHS.contains(ctx.normalizedPath());
    }

    private boolean hasToken(HttpServerRequest request) {
        String sent = request.getHeader("Authorization");
        return sent != null
                && sent.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && is(token, sent.substring(BEARER.length()).strip());
    }

    /// Compares in constant time, so that a client cannot find a secret letter by letter.
    private static boolean is(byte @Nullable [] secret, @Nullable String sent) {
        return secret != null
                && sent != null
                && MessageDigest.isEqual(secret, sent.getBytes(StandardCharsets.UTF_8));
    }
}
