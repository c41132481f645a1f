package org.flowlab.node.role;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.List;

/// Whether the proxy and an origin must see the same end of a request's body, and the same host.
final class Framing {
    private Framing() {}

    /// A body whose end is told in a way that the origin may see differently is not passed on (RFC
    /// 9112 §6.1).
    static void check(HttpRequest head) throws Destination.BadRequest {
        if (head.headers().getAll(HttpHeaderNames.HOST).size() > 1) {
            throw new Destination.BadRequest("more than one Host header");
        }
        List<String> codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (codings.size() > 1
                || (!codings.isEmpty() && !codings.getFirst().equalsIgnoreCase("chunked"))) {
            throw new Destination.BadRequest("Transfer-Encoding " + codings + " is not known here");
        }
        if (head.method().equals(HttpMethod.CONNECT)
                && (!codings.isEmpty() || HttpUtil.getContentLength(head, 0L) > 0)) {
            throw new Destination.BadRequest("CONNECT with a body");
        }
    }
}
