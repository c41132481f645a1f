package org.flowlab.app;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.flowlab.view.Json;
import org.flowlab.view.ProblemView;
import tools.jackson.core.JacksonException;

/// The words for what a controller refuses, and for a controller that does not answer.
final class Refusals {
    private final LabUrl url;
    private final RuntimeFiles files;

    Refusals(LabUrl url, RuntimeFiles files) {
        this.url = url;
        this.files = files;
    }

    /// @param answer with a status that is none of success
    ExitException of(HttpResponse<?> answer, String body) {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (!type.startsWith("application/problem+json")) {
            return foreign();
        }
        ProblemView problem;
        try {
            problem = Json.read(body, ProblemView.class);
        } catch (JacksonException e) {
            return foreign();
        }
        List<String> lines = new ArrayList<>(problem.problems());
        if (lines.isEmpty()) {
            lines.add(String.valueOf(problem.detail()));
        }
        // The user of a command wrote no body.
        lines.replaceAll(line -> line.replaceFirst("^the request's body(:\\d+:\\d+)?: ", ""));
        int status = answer.statusCode();
        if (status == 401) {
            lines.add("Set LAB_TOKEN to the token that the controller was started with.");
        }
        return new ExitException(exit(status), lines);
    }

    private static int exit(int status) {
        return switch (status) {
            case 503 -> Exit.MACHINE;
            case 424, 500 -> Exit.TRIAL; // 424: a node did not start
            default -> Exit.INPUT;
        };
    }

    /// Nothing listens at the address.
    ExitException unreachable() {
        List<String> lines = new ArrayList<>();
        lines.add("flowlab: no controller answers at " + url + ".");
        List<RuntimeFiles.Running> others = files.all();
        if (!url.isLocal()) {
            lines.add("Is LAB_URL right, and was it started there with --listen?");
        } else if (others.isEmpty()) {
            lines.add("Start one: ./lab serve" + port() + " &");
        } else {
            lines.add("One of yours is at another address: LAB_URL=" + others.getFirst().url());
        }
        return new ExitException(Exit.MACHINE, lines);
    }

    private String port() {
        return url.port() == LabUrl.DEFAULT_PORT ? "" : " --port " + url.port();
    }

    /// Something accepts connections, and does not answer.
    ExitException silent() {
        return new ExitException(
                Exit.MACHINE,
                List.of(
                        "flowlab: what listens at " + url + " does not answer.",
                        "If it is a controller, end it and start another: ./lab serve &"));
    }

    /// The connection ended before there was an answer.
    ExitException broken(IOException e) {
        return files.find(url.port()).isPresent() && url.isLocal()
                ? new ExitException(
                        Exit.MACHINE,
                        List.of(
                                "flowlab: the controller at "
                                        + url
                                        + " broke the connection off: "
                                        + Failures.words(e)))
                : foreign();
    }

    /// What answers speaks another language.
    ExitException foreign() {
        return new ExitException(
                Exit.MACHINE,
                List.of(
                        "flowlab: another program listens at "
                                + url
                                + ", no controller of Flowlab.",
                        "Start one on another port, and say so to this command:"
                                + " ./lab serve --port 8081 & LAB_URL=http://127.0.0.1:8081"));
    }
}
