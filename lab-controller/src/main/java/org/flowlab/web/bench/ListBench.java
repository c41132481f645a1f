package org.flowlab.web.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.time.Duration;
import org.flowlab.bench.Finding;
import org.flowlab.bench.Part;
import org.flowlab.bench.Spread;
import org.flowlab.bench.Target;

/// How fast the list of labs is answered, compared with a route that does nothing.
final class ListBench {
    private static final double LEAST_SHARE = 1.0 / 3;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration WINDOW = Duration.ofMillis(1_500);

    private ListBench() {}

    static void measure(Part.Run run, BenchController controller) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        try (Load load = new Load()) {
            Router router = Router.router(vertx);
            router.get("/empty").handler(ctx -> ctx.response().end());
            HttpServer empty = vertx.createHttpServer().requestHandler(router);
            empty.listen(0, "127.0.0.1").await();
            measure(run, load, empty.actualPort(), controller.controller().port());
        } finally {
            vertx.close().await();
        }
    }

    private static void measure(Part.Run run, Load load, int empty, int list) throws Exception {
        load.perSecond(empty, "/empty", WARM_UP);
        load.perSecond(list, "/api/labs", WARM_UP);
        int rounds = run.times(9, 5);
        double[] nothing = new double[rounds];
        double[] labs = new double[rounds];
        double[] share = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            nothing[i] = load.perSecond(empty, "/empty", WINDOW);
            labs[i] = load.perSecond(list, "/api/labs", WINDOW);
            share[i] = labs[i] / nothing[i];
        }
        run.found(Finding.of("an empty route of Vert.x", "requests/s", Spread.of(nothing)));
        run.found(Finding.of("GET /api/labs, all labs up", "requests/s", Spread.of(labs)));
        run.found(
                Finding.of("the list's share of the empty route's", "", Spread.of(share))
                        .should(Target.atLeast(LEAST_SHARE, Target.Kind.SPEED)));
    }
}
