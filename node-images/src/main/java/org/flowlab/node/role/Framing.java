package org.flowlab.node.role;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.List;

/// Checks that the proxy and an origin see the same end of a request's body and the same host.
final class Framing {
    private Framing() {}

    /// Refuses a request with a wrong Host header, or with a body that could end elsewhere for the
    /// origin (RFC 9112 §6.1).
    static void check(HttpRequest head) throws Destination.BadRequest {
        String fault = HostHeader.fault(head);
        if (fault != null) {
            throw new Destination.BadRequest(fault);
        }
        if (!isKnown(head)) {
            throw new Destination.BadRequest(
                    "Transfer-Encoding " + codings(head) + " is not supported");
        }
        if (head.method().equals(HttpMethod.CONNECT)
                && (!codings(head).isEmpty() || HttpUtil.getContentLength(head, 0L) > 0)) {
            throw new Destination.BadRequest("CONNECT with a body");
        }
    }

    /// Whether the body is plain or chunked. Another coding cannot be forwarded, since
    /// Transfer-Encoding is hop-by-hop.
    static boolean isKnown(HttpMessage head) {
        List<String> codings = codings(head);
        return codings.isEmpty()
                || (codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked"));
    }

    static List<String> codings(HttpMessage head) {
        return head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    }
}
