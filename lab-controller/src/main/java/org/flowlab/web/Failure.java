package org.flowlab.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.flowlab.lab.NodeFailure;
import org.flowlab.service.ConflictException;
import org.flowlab.service.NotFoundException;
import org.flowlab.service.OperatorOnlyException;
import org.flowlab.store.NoRoomException;
import org.flowlab.sys.UnsupportedMachineException;
import org.flowlab.view.Json;
import org.flowlab.view.ProblemView;
import org.flowlab.yaml.InputException;
import org.jspecify.annotations.Nullable;

/// Turns what went wrong into an answer: `application/problem+json` (RFC 9457).
final class Failure {
    static final String MEDIA_TYPE = "application/problem+json";

    private Failure() {}

    /// The answer to a request whose endpoint threw.
    static Answer.Whole answer(Throwable e) {
        return answer(problem(e));
    }

    static Answer.Whole answer(ProblemView problem) {
        return new Answer.Whole(
                problem.status(),
                MEDIA_TYPE,
                Json.line(problem).getBytes(StandardCharsets.UTF_8),
                problem.status() == 401 ? Map.of("WWW-Authenticate", "Bearer") : Map.of());
    }

    /// The problem of a request that failed in the router.
    static ProblemView ofRouter(RoutingContext ctx) {
        Throwable thrown = ctx.failure();
        if (thrown != null && !(thrown instanceof HttpException) && ctx.statusCode() < 0) {
            return problem(thrown);
        }
        if (thrown instanceof HttpException http) {
            return of(http.getStatusCode(), http.getPayload());
        }
        if (ctx.statusCode() == 400 && thrown != null) {
            return of(400, reason(thrown));
        }
        return thrown == null ? of(ctx.statusCode(), null) : problem(thrown);
    }

    private static String reason(Throwable thrown) {
        Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
        return String.valueOf(cause.getMessage());
    }

    static ProblemView problem(Throwable e) {
        return switch (e) {
            case Refusal refusal -> of(refusal.status(), refusal.getMessage());
            case InputException input -> {
                List<String> problems = input.problems();
                yield ProblemView.of(
                        422, title(422), String.join("\n", problems), List.copyOf(problems));
            }
            case NotFoundException missing -> of(404, missing.getMessage());
            case ConflictException conflict -> of(409, conflict.getMessage());
            case OperatorOnlyException only -> of(403, only.getMessage());
            case NodeFailure node -> of(424, node.getMessage());
            case UnsupportedMachineException machine -> of(503, machine.getMessage());
            case NoRoomException room -> of(507, room.getMessage());
            case UncheckedIOException io -> of(500, words(io));
            case RejectedExecutionException _ ->
                    of(503, "too many requests wait for their turn; ask again later");
            default ->
                    of(
                            500,
                            "this should not happen; please report it with the controller's log: "
                                    + e);
        };
    }

    private static String words(UncheckedIOException e) {
        String what = String.valueOf(e.getMessage());
        String why = e.getCause() == null ? "" : String.valueOf(e.getCause().getMessage());
        return what.contains(why) ? what : what + ": " + why;
    }

    static ProblemView of(int status, @Nullable String detail) {
        return ProblemView.of(
                status, title(status), detail == null ? words(status) : detail, List.of());
    }

    private static String title(int status) {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    private static String words(int status) {
        return switch (status) {
            case 404 -> "there is nothing here; GET /openapi.yaml lists what there is";
            case 405 -> "this method is not for this path; GET /openapi.yaml lists those that are";
            case 413 -> "the body is larger than " + Limits.MOST_BODY_BYTES + " bytes";
            case 414 -> "the request's first line is longer than " + Limits.MOST_LINE + " bytes";
            case 431 -> "the headers are larger than " + Limits.MOST_HEADER_BYTES + " bytes";
            default -> title(status);
        };
    }
}
