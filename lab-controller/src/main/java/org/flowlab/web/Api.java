package org.flowlab.web;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.List;
import org.flowlab.service.LabService;
import org.flowlab.view.VersionView;

/// Puts together what a request passes: the checks, the reading of its body, and the operation.
final class Api {
    private final ControllerOptions options;
    private final Contract contract;
    private final LabService service;
    private final Work work;
    private final Connections connections;
    private final Metrics metrics;
    private final Guard guard;

    Api(
            ControllerOptions options,
            Contract contract,
            LabService service,
            Work work,
            Connections connections,
            Metrics metrics) {
        this.options = options;
        this.contract = contract;
        this.service = service;
        this.work = work;
        this.connections = connections;
        this.metrics = metrics;
        this.guard = new Guard(options);
    }

    Router router(Vertx vertx, OpenAPIContract operations) {
        RouterBuilder builder =
                RouterBuilder.create(vertx, operations, RequestExtractor.withBodyHandler());
        Routes routes = new Routes(builder, work);
        wire(routes, vertx);
        routes.check();
        Router router = builder.createRouter();
        before(router);
        router.route().order(Integer.MIN_VALUE).failureHandler(Api::fail);
        for (int status : new int[] {404, 405}) { // no route failed: none was found
            router.errorHandler(status, Api::fail);
        }
        return router;
    }

    /// Adds what every request passes before its operation.
    private void before(Router router) {
        List<Handler<RoutingContext>> handlers =
                List.of(
                        SafeHeaders::set,
                        connections::beforeBody,
                        guard::check,
                        BodyHandler.create(false).setBodyLimit(Limits.MOST_BODY_BYTES),
                        connections::afterBody);
        for (int i = 0; i < handlers.size(); i++) {
            router.route().order(i - handlers.size()).handler(handlers.get(i));
        }
    }

    private void wire(Routes routes, Vertx vertx) {
        VersionView version = VersionView.ofThis();
        routes.on(
                "startPage",
                request -> Answer.html(StartPage.of(service.labs(), request.trusted())));
        routes.on("getContract", _ -> Answer.yaml(contract.text()));
        routes.on("getVersion", _ -> Answer.ok(version));
        new OperationEndpoints(service, metrics, new Health()).wire(routes);
        new LibraryEndpoints(options.library()).wire(routes);
        new LabEndpoints(service, new TopologySource(options.library())).wire(routes);
        new RunEndpoints(service.runs(), options.library()).wire(routes);
        new FlowEndpoints(service).wire(routes);
        new EventStreams(service, work, new CounterTicker(vertx, service, work)).wire(routes);
    }

    private static void fail(RoutingContext ctx) {
        if (ctx.response().closed()) {
            return; // the client is gone
        }
        if (ctx.response().headWritten()) {
            ctx.request().connection().close();
            return;
        }
        Answer.Whole answer = Failure.answer(Failure.ofRouter(ctx));
        RequestLog.failed(ctx, answer.status(), ctx.failure());
        Routes.write(ctx.response(), answer);
    }

    /// Answers a request that is not HTTP, or larger than is allowed.
    static void refuseMalformed(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        int status =
                switch (cause) {
                    case io.netty.handler.codec.http.TooLongHttpLineException _ -> 414;
                    case io.netty.handler.codec.http.TooLongHttpHeaderException _ -> 431;
                    case null, default -> 400;
                };
        String detail = status == 400 ? "this is not HTTP: " + cause : null;
        Routes.write(request.response(), Failure.answer(Failure.of(status, detail)));
        request.connection().close();
    }
}
