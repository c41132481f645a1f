package org.flowlab.node.role;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The responses that a proxy writes itself.
final class OwnWords {
    private static final String METHODS =
            "GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH";
    private static final Set<String> SECRETS =
            Set.of("authorization", "proxy-authorization", "cookie");

    private OwnWords() {}

    /// A complete response. Its body is one line with the status and the reason.
    ///
    /// @param head whether the request is a HEAD: the response gives the body's length, but has no
    ///   body
    /// @param close whether the response announces that the connection closes after it
    static HttpResponse response(
            HttpResponseStatus status, String reason, boolean head, boolean close) {
        ByteBuf body = Unpooled.copiedBuffer(status + ": " + reason + "\n", StandardCharsets.UTF_8);
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        if (close) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        if (head) {
            body.clear();
        }
        return response;
    }

    /// The response to an OPTIONS or a TRACE that may go no further (RFC 9110 §7.6.2, §9.3.7,
    /// §9.3.8).
    static HttpResponse ofLastHop(HttpRequest request, boolean close) {
        boolean trace = request.method().equals(HttpMethod.TRACE);
        ByteBuf body = trace ? reflected(request) : Unpooled.EMPTY_BUFFER;
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        if (trace) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, "message/http");
        } else {
            response.headers().set(HttpHeaderNames.ALLOW, METHODS);
        }
        if (close) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return response;
    }

    /// The head as it arrived, without credentials and cookies.
    private static ByteBuf reflected(HttpRequest request) {
        StringBuilder head = new StringBuilder().append(request.method()).append(' ');
        head.append(request.uri()).append(' ').append(request.protocolVersion()).append("\r\n");
        for (Map.Entry<String, String> header : request.headers()) {
            if (!SECRETS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                head.append(header.getKey()).append(": ").append(header.getValue());
                head.append("\r\n");
            }
        }
        return Unpooled.copiedBuffer(head.append("\r\n"), StandardCharsets.ISO_8859_1);
    }

    /// The status for a head that a decoder has refused.
    static HttpResponseStatus ofUnreadable(Throwable cause) {
        return switch (cause) {
            case TooLongHttpHeaderException e -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
            case TooLongHttpLineException e -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
            default -> HttpResponseStatus.BAD_REQUEST;
        };
    }

    /// The bytes of an interim response (1xx). They bypass the codec, which would count them as the
    /// answer to the request.
    static ByteBuf interim(HttpResponse response, String proxy) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(response.status());
        head.append("\r\n");
        HttpHeaders headers = Forwarding.endToEnd(response.headers());
        headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        headers.add(HttpHeaderNames.VIA, Forwarding.via(response, proxy));
        for (Map.Entry<String, String> header : headers) {
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        return Unpooled.copiedBuffer(head.append("\r\n"), StandardCharsets.ISO_8859_1);
    }
}
