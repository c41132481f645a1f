package org.flowlab.node.role;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What a proxy says itself, in an origin's stead or past a codec.
final class OwnWords {
    private OwnWords() {}

    /// A whole response, its body one line: the status and why.
    ///
    /// @param head whether it answers a HEAD: it tells the body's length and has none
    /// @param close whether it says that the connection ends behind it
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

    /// The status for a head that a decoder has refused.
    static HttpResponseStatus ofUnreadable(Throwable cause) {
        return switch (cause) {
            case TooLongHttpHeaderException e -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
            case TooLongHttpLineException e -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
            default -> HttpResponseStatus.BAD_REQUEST;
        };
    }

    /// The bytes of an interim response (1xx): a codec would take it for the answer to a request.
    static ByteBuf interim(HttpResponse response) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(response.status());
        head.append("\r\n");
        for (Map.Entry<String, String> header : Forwarding.endToEnd(response.headers())) {
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        return Unpooled.copiedBuffer(head.append("\r\n"), StandardCharsets.ISO_8859_1);
    }
}
