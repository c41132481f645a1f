package org.flowlab.web;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Operation;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// Connects the operations of the contract with what answers them.
final class Routes {
    private final RouterBuilder builder;
    private final Work work;

    Routes(RouterBuilder builder, Work work) {
        this.builder = builder;
        this.work = work;
    }

    /// Lets `endpoint` answer an operation, on a thread of [Work].
    void on(String operation, Endpoint endpoint) {
        route(operation, ctx -> serve(ctx, endpoint));
    }

    /// Lets `endpoint` answer an operation, unless the answer is known; then the event loop sends
    /// it.
    void on(String operation, Supplier<Optional<Answer.Whole>> known, Endpoint endpoint) {
        route(
                operation,
                ctx ->
                        known.get()
                                .ifPresentOrElse(
                                        answer -> write(ctx.response(), answer),
                                        () -> serve(ctx, endpoint)));
    }

    /// Lets `handler` answer an operation, on the event loop.
    void route(String operation, Handler<RoutingContext> handler) {
        OpenAPIRoute route = builder.getRoute(operation);
        if (route == null) {
            throw new IllegalArgumentException("the contract has no operation " + operation);
        }
        route.setDoValidation(isChecked(route.getOperation()))
                .setDoSecurity(false) // Guard did
                .addHandler(handler);
    }

    /// Whether Vert.x compares requests with the contract, for which it needs another thread.
    /// Bodies are checked by those who read them: they name line and column.
    private static boolean isChecked(Operation operation) {
        return operation.getRequestBody() == null && !operation.getParameters().isEmpty();
    }

    /// @throws IllegalStateException if an operation of the contract has no answer
    void check() {
        for (OpenAPIRoute route : builder.getRoutes()) {
            if (route.getHandlers().isEmpty()) {
                throw new IllegalStateException(
                        "nothing answers operation " + route.getOperation().getOperationId());
            }
        }
    }

    private void serve(RoutingContext ctx, Endpoint endpoint) {
        Context context = ctx.vertx().getOrCreateContext();
        Request request = Request.of(ctx);
        work.call(context, () -> endpoint.answer(request))
                .onComplete(answer -> write(ctx, context, answer));
    }

    private void write(RoutingContext ctx, Context context, io.vertx.core.AsyncResult<Answer> of) {
        HttpServerResponse response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (of.failed()) {
            fail(ctx, of.cause());
            return;
        }
        switch (of.result()) {
            case Answer.Whole whole -> write(response, whole);
            case Answer.Download download -> write(ctx, download);
            case Answer.Later later -> await(ctx, context, later);
        }
    }

    private static void fail(RoutingContext ctx, Throwable cause) {
        Answer.Whole answer = Failure.answer(cause);
        RequestLog.failed(ctx, answer.status(), cause);
        write(ctx.response(), answer);
    }

    /// Answers when the end has come, or the client's patience is over.
    private void await(RoutingContext ctx, Context context, Answer.Later later) {
        AtomicBoolean answered = new AtomicBoolean();
        Runnable answer =
                () -> {
                    if (answered.compareAndSet(false, true)) {
                        work.call(context, later.then()).onComplete(a -> write(ctx, context, a));
                    }
                };
        if (later.end().isDone() || !later.patience().isPositive()) {
            answer.run();
            return;
        }
        long timer = ctx.vertx().setTimer(later.patience().toMillis(), _ -> answer.run());
        Future.fromCompletionStage(later.end(), context)
                .onComplete(
                        _ -> {
                            ctx.vertx().cancelTimer(timer);
                            answer.run();
                        });
    }

    static void write(HttpServerResponse response, Answer.Whole whole) {
        response.setStatusCode(whole.status());
        whole.headers().forEach(response::putHeader);
        if (whole.type().isEmpty()) {
            response.end();
            return;
        }
        response.putHeader("Content-Type", whole.type()).end(Buffer.buffer(whole.bytes()));
    }

    private static void write(RoutingContext ctx, Answer.Download download) {
        ctx.response()
                .putHeader("Content-Type", download.type())
                .putHeader("Content-Disposition", Answer.attachment(download.name()))
                .sendFile(download.file().toString())
                .onFailure(ctx::fail);
    }
}
