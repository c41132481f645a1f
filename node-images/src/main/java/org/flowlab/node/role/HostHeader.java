package org.flowlab.node.role;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The Host header that every request of HTTP/1.1 has, whatever the form of its target (RFC 9112
/// §3.2).
final class HostHeader {
    /// `uri-host [ ":" port ]` (RFC 9110 §7.2); the host may be empty.
    private static final Pattern VALUE =
            Pattern.compile(
                    "(\\[[0-9A-Za-z:.~!$&'()*+,;=_-]+]"
                            + "|([0-9A-Za-z.~!$&'()*+,;=_-]|%[0-9A-Fa-f]{2})*)"
                            + "(:[0-9]*)?");

    private HostHeader() {}

    /// Whether `authority` may stand in an http or https URL: it has a host, and no user and
    /// password (RFC 9110 §4.2.1, §4.2.4).
    static boolean isAuthority(String authority) {
        return VALUE.matcher(authority).matches()
                && !authority.isEmpty()
                && !authority.startsWith(":");
    }

    /// The reason to answer the request with 400; null if its Host header is valid.
    static @Nullable String fault(HttpRequest head) {
        List<String> values = head.headers().getAll(HttpHeaderNames.HOST);
        if (values.isEmpty()) {
            return head.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0
                    ? null
                    : "HTTP/1.1 without a Host header";
        }
        if (values.size() > 1) {
            return "more than one Host header";
        }
        String value = values.getFirst().strip();
        return VALUE.matcher(value).matches()
                ? null
                : "the Host header \"" + value + "\" is not a host with or without a port";
    }
}
