package org.flowlab.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.RejectedExecutionException;
import org.flowlab.store.NoRoomException;
import org.flowlab.sys.UnsupportedMachineException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Writes requests that the controller fails to serve to the log: those that are answered with a
/// status of 500 or more.
final class RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.flowlab.requests");
    private static final int FIRST_STATUS = 500;
    private static final int MOST_LETTERS = 200;

    private RequestLog() {}

    /// @param cause null if the status is all that is known
    static void failed(RoutingContext ctx, int status, @Nullable Throwable cause) {
        if (status < FIRST_STATUS) {
            return;
        }
        HttpServerRequest request = ctx.request();
        String path = String.valueOf(request.path());
        LoggingEventBuilder line =
                LOG.atWarn()
                        .addKeyValue("method", request.method())
                        .addKeyValue(
                                "path", path.substring(0, Math.min(path.length(), MOST_LETTERS)))
                        .addKeyValue("status", status);
        if (cause == null || isExplained(cause)) {
            line.log("request failed: {}", cause == null ? "unknown cause" : cause.getMessage());
        } else {
            line.setCause(cause).log("request failed");
        }
    }

    /// Whether the message says it all, and the place in the code nothing more.
    private static boolean isExplained(Throwable cause) {
        return switch (cause) {
            case UnsupportedMachineException _, NoRoomException _, RejectedExecutionException _ ->
                    true;
            default -> false;
        };
    }
}
