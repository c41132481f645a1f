package org.flowlab.node.role;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;

/// The response to a request.
///
/// @param excerpt the start of the body on one line; empty if the response is a success
/// @param keepAlive whether the connection can be used again
record Response(HttpResponseStatus status, long bodyBytes, String excerpt, boolean keepAlive) {
    boolean isSuccess() {
        return status.codeClass() == HttpStatusClass.SUCCESS;
    }

    String reason() {
        return excerpt.isEmpty() ? status.toString() : status + " (" + excerpt + ")";
    }
}
