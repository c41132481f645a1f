package org.flowlab.web;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.flowlab.experiment.Experiment;
import org.flowlab.experiment.ExperimentFile;
import org.flowlab.experiment.RunOptions.Capture;
import org.flowlab.service.ConflictException;
import org.flowlab.service.Library;
import org.flowlab.service.LiveRun;
import org.flowlab.service.NotFoundException;
import org.flowlab.service.RunRequest;
import org.flowlab.service.Runs;
import org.flowlab.store.StoredRun;
import org.flowlab.store.TrialMessages;
import org.flowlab.topology.Quantities;
import org.flowlab.view.MessageView;
import org.flowlab.view.RunDetails;
import org.flowlab.view.RunItem;
import org.flowlab.view.RunSummaryView;
import org.flowlab.view.StepRowView;
import org.flowlab.view.TrialDetails;
import org.flowlab.view.TrialRowView;
import org.flowlab.yaml.YamlFile;
import org.flowlab.yaml.YamlValue;

/// Answers requests about runs: those under way, and those that left results.
final class RunEndpoints {
    private static final List<String> KEYS =
            List.of("experiment", "text", "trials", "seed", "capture");
    private static final List<String> CAPTURES =
            Arrays.stream(Capture.values()).map(c -> c.name().toLowerCase(Locale.ROOT)).toList();

    private final Runs runs;
    private final Library library;

    RunEndpoints(Runs runs, Library library) {
        this.runs = runs;
        this.library = library;
    }

    void wire(Routes routes) {
        routes.on("startRun", this::start);
        routes.on("listRuns", _ -> Answer.ok(runs.list().stream().map(RunItem::of).toList()));
        routes.on("getRun", request -> Answer.ok(details(request.part("run"))));
        routes.on("getRunSummary", request -> Answer.ok(summary(request.part("run"))));
        routes.on("stopRun", this::stop);
        routes.on("listTrials", this::trials);
        routes.on("getTrial", this::trial);
        routes.on("listTrialMessages", this::messages);
        routes.on("getRunCapture", this::capture);
    }

    private Answer start(Request request) {
        YamlFile body = Body.json(request);
        Map<String, YamlValue> entries = Body.entries(body, KEYS);
        if (entries.containsKey("experiment") == entries.containsKey("text")
                && body.root().isMap()) {
            body.root()
                    .problem(
                            "write one of experiment (a name of GET /api/experiments) and text (the"
                                    + " YAML itself)");
        }
        Optional<String> name = Body.text(entries, "experiment");
        Optional<String> text = Body.text(entries, "text");
        Integer trials =
                Body.value(entries, "trials")
                        .flatMap(v -> v.quantity(RunEndpoints::trials))
                        .orElse(null);
        Long seed = Body.value(entries, "seed").flatMap(v -> v.quantity(Body::seed)).orElse(null);
        Capture capture =
                Body.value(entries, "capture")
                        .flatMap(v -> v.oneOf(CAPTURES))
                        .map(c -> Capture.valueOf(c.toUpperCase(Locale.ROOT)))
                        .orElse(Capture.FIRST);
        body.problems().check();
        Experiment experiment =
                name.isPresent()
                        ? library.experiment(name.get())
                        : library.experimentOf(
                                text.orElse("").getBytes(StandardCharsets.UTF_8),
                                request.operator());
        LiveRun run = runs.start(new RunRequest(experiment, trials, seed, capture));
        return Answer.json(201, RunItem.of(runs.listed(run.id())))
                .with("Location", "/api/runs/" + LabEndpoints.encoded(run.id()));
    }

    private static int trials(String text) {
        return Quantities.number(text, 1, ExperimentFile.MOST_TRIALS);
    }

    private RunDetails details(String id) {
        return new RunDetails(RunItem.of(runs.listed(id)), description(runs.stored(id)));
    }

    private RunSummaryView summary(String id) {
        StoredRun run = runs.stored(id);
        return RunSummaryView.of(run, description(run));
    }

    /// Empty if it cannot be read: the run's item says why.
    private static Map<String, Object> description(StoredRun run) {
        try {
            return run.description();
        } catch (UncheckedIOException e) {
            return Map.of();
        }
    }

    private Answer stop(Request request) {
        String id = request.part("run");
        if (runs.listed(id).live() == null) {
            throw new ConflictException("run " + id + " is not under way");
        }
        runs.stop(id);
        return Answer.json(202, RunItem.of(runs.listed(id)));
    }

    private StoredRun stored(Request request) {
        return runs.stored(request.part("run"));
    }

    private Answer trials(Request request) {
        return Answer.ok(
                TrialRowView.Page.of(stored(request).trials(request.from(), request.limit())));
    }

    private static long number(Request request) {
        return Long.parseLong(request.part("trial"));
    }

    private Answer trial(Request request) {
        StoredRun run = stored(request);
        long number = number(request);
        TrialRowView row =
                run.trial(number).map(TrialRowView::of).orElseThrow(() -> unknown(run, number));
        return Answer.ok(
                new TrialDetails(row, run.steps(number).stream().map(StepRowView::of).toList()));
    }

    private static NotFoundException unknown(StoredRun run, long number) {
        return new NotFoundException(
                "run " + run.id() + " has no trial " + number + ", or it is not written yet");
    }

    private Answer messages(Request request) {
        StoredRun run = stored(request);
        long number = number(request);
        if (run.trial(number).isEmpty()) {
            throw unknown(run, number);
        }
        TrialMessages messages =
                run.messages(number, request.from(), request.limit())
                        .orElseThrow(
                                () ->
                                        new NotFoundException(
                                                "trial "
                                                        + number
                                                        + " of run "
                                                        + run.id()
                                                        + " was not captured"));
        return Answer.ok(MessageView.page(messages, run.nodesByAddress()));
    }

    private Answer capture(Request request) {
        StoredRun run = stored(request);
        Path file =
                run.capture()
                        .orElseThrow(
                                () -> new NotFoundException("run " + run.id() + " has no capture"));
        return new Answer.Download(file.toAbsolutePath(), Answer.CAPTURE, run.id() + ".pcapng");
    }
}
