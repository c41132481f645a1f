package org.flowlab.node.role;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Changes the heads that a proxy forwards (RFC 9110 §7.6): removes hop-by-hop fields, sets the
/// framing of the body, and adds the proxy to Via.
final class Forwarding {
    private static final Set<String> HOP_BY_HOP =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "proxy-authentication-info",
                    "te",
                    "transfer-encoding",
                    "upgrade",
                    "http2-settings");

    /// Fields that are forwarded even if Connection names them. Without Content-Length, the body
    /// would be read as the next message; without the others, loops would not be noticed.
    private static final Set<String> END_TO_END = Set.of("content-length", "max-forwards", "via");

    private static final String INTERNAL = "x-spdy-";

    private static final Set<HttpMethod> IDEMPOTENT =
            Set.of(
                    HttpMethod.GET,
                    HttpMethod.HEAD,
                    HttpMethod.OPTIONS,
                    HttpMethod.TRACE,
                    HttpMethod.PUT,
                    HttpMethod.DELETE);

    private Forwarding() {}

    static boolean isIdempotent(HttpRequest request) {
        return IDEMPOTENT.contains(request.method());
    }

    /// Makes the request that the origin receives.
    ///
    /// @param reuse whether the connection to the origin is to be kept
    /// @param spdy whether it came over SPDY, which has no 100 (Continue)
    static HttpRequest request(
            HttpRequest from, Destination to, boolean reuse, boolean spdy, String proxy) {
        HttpRequest request =
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, from.method(), to.path());
        HttpHeaders headers = request.headers();
        headers.set(HttpHeaderNames.HOST, to.hostHeader());
        endToEnd(from.headers(), headers);
        if (HttpUtil.isTransferEncodingChunked(from)) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (spdy) {
            headers.remove(HttpHeaderNames.EXPECT);
        }
        if (!reuse) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        headers.add(HttpHeaderNames.VIA, spdy ? "SPDY/3.1 " + proxy : via(from, proxy));
        return request;
    }

    /// Makes the response that the client receives.
    ///
    /// @param to the request that it answers
    /// @param keepAlive whether the client's connection can be used again
    static HttpResponse response(
            HttpResponse from, HttpRequest to, boolean keepAlive, boolean spdy, String proxy) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, from.status());
        HttpHeaders headers = response.headers();
        endToEnd(from.headers(), headers);
        boolean chunked = HttpUtil.isTransferEncodingChunked(from);
        if (chunked) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        if (from.status().code() == HttpResponseStatus.NO_CONTENT.code()) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        headers.add(HttpHeaderNames.VIA, via(from, proxy));
        if (spdy) {
            return response;
        }
        boolean old = to.protocolVersion().equals(HttpVersion.HTTP_1_0);
        if (!old && mayHaveBody(from.status(), to) && !HttpUtil.isContentLengthSet(response)) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (old) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        return response;
    }

    /// A value of Via: the received version and the name of the proxy (RFC 9110 §7.6.3).
    static String via(HttpMessage received, String proxy) {
        HttpVersion version = received.protocolVersion();
        return version.majorVersion() + "." + version.minorVersion() + " " + proxy;
    }

    /// Whether the client can find the end of the response without a close; a client of HTTP/1.0
    /// knows no chunks.
    static boolean endsByItself(HttpResponse response, HttpRequest to) {
        return to.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0
                || !mayHaveBody(response.status(), to)
                || (HttpUtil.isContentLengthSet(response)
                        && !HttpUtil.isTransferEncodingChunked(response));
    }

    private static boolean mayHaveBody(HttpResponseStatus status, HttpRequest to) {
        return !to.method().equals(HttpMethod.HEAD)
                && status.codeClass() != HttpStatusClass.INFORMATIONAL
                && status.code() != HttpResponseStatus.NO_CONTENT.code()
                && status.code() != HttpResponseStatus.NOT_MODIFIED.code();
    }

    /// Copies the end-to-end fields, except Host, to new headers.
    static HttpHeaders endToEnd(HttpHeaders from) {
        HttpHeaders to = new DefaultHttpHeaders();
        endToEnd(from, to);
        return to;
    }

    /// Copies the end-to-end fields, except Host.
    static void endToEnd(HttpHeaders from, HttpHeaders to) {
        Set<String> named = new HashSet<>();
        for (String value : from.getAll(HttpHeaderNames.CONNECTION)) {
            for (String token : value.split(",", -1)) {
                named.add(token.strip().toLowerCase(Locale.ROOT));
            }
        }
        named.removeAll(END_TO_END);
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(name)
                    && !named.contains(name)
                    && !name.startsWith(INTERNAL)
                    && !name.equals("host")) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    /// Copies the trailers without the fields that must not be trailers.
    static HttpHeaders trailers(HttpHeaders from) {
        HttpHeaders to = endToEnd(from);
        to.remove(HttpHeaderNames.CONTENT_LENGTH);
        return to;
    }
}
