package org.flowlab.node.role;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// An origin's answer, chosen from the head of the request.
///
/// @param text the body, repeated or cut to `length`
/// @param length the body's length in bytes
/// @param delayMillis how long to wait before the answer
/// @param echo whether the answer repeats the request's body
record Answer(HttpResponseStatus status, byte[] text, long length, int delayMillis, boolean echo) {
    static final List<String> ALLOWED = List.of("GET", "HEAD", "POST");
    static final Set<String> SCHEMES = Set.of("http", "https");

    private static final int MOST_DELAY_MILLIS = 600_000;
    private static final long MOST_BYTES = 1L << 40;
    private static final byte[] PAGE =
            """
            <!doctype html>
            <title>Flowlab</title>
            <p>This page came from an origin in a lab.
            """
                    .getBytes(StandardCharsets.UTF_8);
    private static final byte[] FILLING =
            "abcdefghijklmnopqrstuvwxyz0123456789\n"
                    .repeat(500)
                    .getBytes(StandardCharsets.US_ASCII);

    /// Chooses the answer to a request.
    ///
    /// @param target the request target: origin form or absolute form (RFC 9112 §3.2)
    /// @param secure whether the request came over TLS, which is required for an https URL (RFC
    ///   9110 §7.4)
    static Answer to(HttpMethod method, String target, boolean secure) {
        if (!ALLOWED.contains(method.name())) {
            return refusal(
                    HttpResponseStatus.METHOD_NOT_ALLOWED, "this origin does not answer " + method);
        }
        String path;
        try {
            path = path(target);
        } catch (URISyntaxException e) {
            return refusal(HttpResponseStatus.BAD_REQUEST, "bad request target: " + e.getReason());
        }
        if (!secure && target.regionMatches(true, 0, "https:", 0, "https:".length())) {
            return refusal(
                    HttpResponseStatus.MISDIRECTED_REQUEST,
                    "an https URL is answered over TLS only");
        }
        if (path.equals("/echo")) {
            return method.equals(HttpMethod.POST)
                    ? new Answer(HttpResponseStatus.OK, new byte[0], 0, 0, true)
                    : refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, "/echo answers POST only");
        }
        if (path.startsWith("/bytes/")) {
            return counted(path.substring("/bytes/".length()), MOST_BYTES, false);
        }
        if (path.startsWith("/delay/")) {
            return counted(path.substring("/delay/".length()), MOST_DELAY_MILLIS, true);
        }
        return new Answer(HttpResponseStatus.OK, PAGE, PAGE.length, 0, false);
    }

    /// An error answer with the reason as its body.
    static Answer refusal(HttpResponseStatus status, String reason) {
        byte[] text = (status + ": " + reason + "\n").getBytes(StandardCharsets.UTF_8);
        return new Answer(status, text, text.length, 0, false);
    }

    String contentType() {
        if (echo) {
            return "application/octet-stream";
        }
        return text == PAGE ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
    }

    /// The body's bytes from `offset` on, at most `most` of them.
    ByteBuf body(long offset, int most) {
        int from = (int) (offset % text.length);
        int count = (int) Math.min(Math.min(most, text.length - from), length - offset);
        return Unpooled.wrappedBuffer(text, from, count);
    }

    private static Answer counted(String number, long most, boolean delay) {
        long value;
        try {
            value = Long.parseLong(number);
        } catch (NumberFormatException e) {
            value = -1;
        }
        if (value < 0 || value > most) {
            return refusal(
                    HttpResponseStatus.BAD_REQUEST,
                    "a number from 0 to " + most + " expected, not \"" + number + "\"");
        }
        return delay
                ? new Answer(HttpResponseStatus.OK, PAGE, PAGE.length, (int) value, false)
                : new Answer(HttpResponseStatus.OK, FILLING, value, 0, false);
    }

    private static String path(String target) throws URISyntaxException {
        if (target.startsWith("/")) {
            if (target.indexOf('#') >= 0) {
                throw new URISyntaxException(target, "a request target has no fragment");
            }
            int query = target.indexOf('?');
            return query < 0 ? target : target.substring(0, query);
        }
        URI uri = new URI(target);
        if (uri.getScheme() == null || uri.getRawAuthority() == null) {
            throw new URISyntaxException(target, "neither a path nor a URL");
        }
        if (!SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
            throw new URISyntaxException(target, "http or https expected, not " + uri.getScheme());
        }
        if (!HostHeader.isAuthority(uri.getRawAuthority())) {
            throw new URISyntaxException(target, "a host expected, without user and password");
        }
        String path = uri.getRawPath();
        return path == null || path.isEmpty() ? "/" : path;
    }
}
