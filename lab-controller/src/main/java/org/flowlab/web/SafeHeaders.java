package org.flowlab.web;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/// Sets the headers that tell a browser what the answer may do: nothing that is not the
/// controller's own.
final class SafeHeaders {
    private static final String POLICY =
            String.join(
                    "; ",
                    "default-src 'none'",
                    "script-src 'self'",
                    "style-src 'self'",
                    "img-src 'self' data:",
                    "font-src 'self'",
                    "connect-src 'self'",
                    "base-uri 'none'",
                    "form-action 'none'",
                    "frame-ancestors 'none'");

    private static final MultiMap HEADERS = headers();

    private SafeHeaders() {}

    static void set(RoutingContext ctx) {
        ctx.response().headers().addAll(HEADERS);
        ctx.next();
    }

    private static MultiMap headers() {
        MultiMap headers = HttpHeaders.headers();
        Map.of(
                        "content-security-policy", POLICY,
                        "x-content-type-options", "nosniff",
                        "x-frame-options", "DENY",
                        "referrer-policy", "no-referrer",
                        "cross-origin-opener-policy", "same-origin",
                        "cross-origin-embedder-policy", "require-corp",
                        "cross-origin-resource-policy", "same-origin",
                        "cache-control", "no-store")
                .forEach(
                        (name, value) ->
                                headers.add(
                                        HttpHeaders.createOptimized(name),
                                        HttpHeaders.createOptimized(value)));
        return headers;
    }
}
