package org.flowlab.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Closes connections whose clients take too long to send a request. Such a client holds nothing
/// but its connection: no thread waits for it.
final class Connections {
    private static final String BODY_TIMER = Connections.class.getName();

    private final Vertx vertx;
    private final Map<HttpConnection, Long> silent = new ConcurrentHashMap<>();

    Connections(Vertx vertx) {
        this.vertx = vertx;
    }

    void opened(HttpConnection connection) {
        long timer = vertx.setTimer(Limits.FIRST_REQUEST.toMillis(), _ -> connection.close());
        silent.put(connection, timer);
        connection.closeHandler(_ -> spoke(connection));
    }

    private void spoke(HttpConnection connection) {
        Long timer = silent.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    /// Handles a request whose headers are there, before its body is read.
    void beforeBody(RoutingContext ctx) {
        HttpConnection connection = ctx.request().connection();
        spoke(connection);
        if (!ctx.request().isEnded()) {
            long timer = vertx.setTimer(Limits.BODY.toMillis(), _ -> connection.close());
            ctx.put(BODY_TIMER, timer);
            ctx.addEndHandler(_ -> afterBodyOf(ctx));
        }
        ctx.next();
    }

    /// Handles a request whose body is there.
    void afterBody(RoutingContext ctx) {
        afterBodyOf(ctx);
        ctx.next();
    }

    private void afterBodyOf(RoutingContext ctx) {
        Long timer = ctx.remove(BODY_TIMER);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
