package org.flowlab.node.role;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.spdy.DefaultSpdyHeaders;
import io.netty.handler.codec.spdy.SpdyHeaders;
import io.netty.handler.codec.spdy.SpdyHeaders.HttpNames;

/// A client's request, in the form of HTTP/1.1 or SPDY/3.1.
///
/// @param toProxy whether the request goes to a proxy, which needs the whole URL
record Request(HttpMethod method, Target target, boolean toProxy) {
    private static final String AGENT = "flowlab";

    static Request get(Target target, boolean toProxy) {
        return new Request(HttpMethod.GET, target, toProxy);
    }

    static Request connect(String host, int port) {
        return new Request(HttpMethod.CONNECT, new Target(true, host, port, ""), true);
    }

    /// The name of the request in messages.
    String name() {
        return method + " " + (isConnect() ? target.hostAndPort() : target.absolute());
    }

    private boolean isConnect() {
        return method.equals(HttpMethod.CONNECT);
    }

    private String path() {
        if (isConnect()) {
            return target.hostAndPort();
        }
        return toProxy ? target.absolute() : target.path();
    }

    private String host() {
        return isConnect() ? target.hostAndPort() : target.authority();
    }

    /// The request in HTTP/1.1. Its target has authority form for CONNECT, absolute form to a
    /// proxy, and origin form otherwise (RFC 9112 §3.2).
    HttpRequest http1() {
        HttpRequest request =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1, method, path(), Unpooled.EMPTY_BUFFER);
        request.headers().set(HttpHeaderNames.HOST, host()).set(HttpHeaderNames.USER_AGENT, AGENT);
        if (!isConnect()) {
            request.headers().set(HttpHeaderNames.ACCEPT, "*/*");
        }
        return request;
    }

    /// The request as SPDY headers (SPDY/3.1 §3.2.1). A CONNECT has no scheme.
    SpdyHeaders spdy() {
        SpdyHeaders headers = new DefaultSpdyHeaders();
        headers.set(HttpNames.METHOD, method.name())
                .set(HttpNames.PATH, path())
                .set(HttpNames.VERSION, HttpVersion.HTTP_1_1.text())
                .set(HttpNames.HOST, host());
        if (!isConnect()) {
            headers.set(HttpNames.SCHEME, target.scheme());
        }
        headers.set("user-agent", AGENT);
        return headers;
    }
}
