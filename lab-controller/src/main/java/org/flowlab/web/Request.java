package org.flowlab.web;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A request, read as a whole, for use on any thread.
///
/// @param operator whether the operator sent it
/// @param trusted whether it may see what is up; false only for pages that are shown without the
///   token
record Request(
        Map<String, String> path,
        MultiMap query,
        MultiMap headers,
        byte[] body,
        boolean operator,
        boolean trusted) {
    /// The longest wait of one request; shorter than the server's patience with idle connections.
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final Pattern WAIT =
            Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,9})\"?(?:$|[,;\\s])");

    static Request of(RoutingContext ctx) {
        Buffer body = ctx.body().available() ? ctx.body().buffer() : null;
        return new Request(
                Map.copyOf(ctx.pathParams()),
                ctx.queryParams(),
                ctx.request().headers(),
                body == null ? new byte[0] : body.getBytes(),
                Guard.isOperator(ctx),
                Guard.isTrusted(ctx));
    }

    /// A part of the path, decoded.
    String part(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the operation's path has no {" + name + "}");
        }
        return value;
    }

    /// A parameter of the query; null if it is missing.
    @Nullable String parameter(String name) {
        return query.get(name);
    }

    /// A parameter that the contract says is a whole number.
    int number(String name, int byDefault) {
        String value = parameter(name);
        return value == null ? byDefault : Integer.parseInt(value);
    }

    /// The number of the first element of a page.
    int from() {
        return number("from", 1);
    }

    /// The most elements of a page.
    int limit() {
        return number("limit", 100);
    }

    /// How long the client wants to wait for an end, by its header `Prefer: wait=SECONDS` (RFC 7240
    /// §4.3), at most a minute; zero if it does not.
    Duration patience() {
        for (String prefer : headers.getAll("prefer")) {
            Matcher wait = WAIT.matcher(prefer);
            if (wait.find()) {
                Duration wanted = Duration.ofSeconds(Long.parseLong(wait.group(1)));
                return wanted.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wanted;
            }
        }
        return Duration.ZERO;
    }
}
