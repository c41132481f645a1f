package org.flowlab.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.flowlab.experiment.Experiment;
import org.flowlab.experiment.ExperimentFile;
import org.flowlab.experiment.ExperimentRunner;
import org.flowlab.experiment.RunOptions;
import org.flowlab.experiment.RunReport;
import org.flowlab.node.spec.Route.KeyExchange;
import org.flowlab.node.spec.Route.Version;
import org.flowlab.store.ResultsFolder;
import org.flowlab.store.ResultsNames;
import org.flowlab.trial.Manner;
import org.flowlab.trial.MeasuringSlot;
import org.flowlab.unit.ByteCount;
import org.flowlab.view.Json;
import org.flowlab.view.RunView;
import org.flowlab.yaml.InputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = "Runs an experiment, compares its flows, and keeps the results in a folder.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab run experiments/six-flows.yaml",
            "  ./lab run experiments/rtt-sweep.yaml --trials 3 --out results/try --capture all"
        })
final class RunCommand implements Callable<Integer> {
    private static final long STOP_PATIENCE_SECONDS = 2;
    private static final long ABANDON_PATIENCE_SECONDS = 10;

    private final Terminal terminal;

    @Parameters(
            paramLabel = "FILE",
            description = "An experiment, or a topology to run the six flows over.")
    private Path file = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The folder for results (default: results/<time>-<experiment>).")
    private @Nullable Path out;

    @Option(
            names = "--trials",
            paramLabel = "N",
            description = "Trials per flow and cell, instead of the file's number.")
    private @Nullable Integer trials;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The seed of random decisions, instead of the file's.")
    private @Nullable Long seed;

    @Mixin private final HostOption host = new HostOption();

    @Option(
            names = "--capture",
            paramLabel = "WHICH",
            description =
                    "Which trials' frames to keep: all, first (default: the first of each flow in each cell) or none.")
    private RunOptions.Capture capture = RunOptions.Capture.FIRST;

    @Mixin private final CoresOption cores = new CoresOption();

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Experiment experiment = ExperimentFile.load(file);
        try (Progress progress = new Progress(terminal, json)) {
            RunOptions options = options(experiment, progress::say);
            ExperimentRunner runner =
                    new ExperimentRunner(
                            experiment, options, (_, done, total) -> progress.show(done, total));
            if (!json) {
                Comparison.head(experiment, options, runner.total())
                        .forEach(terminal.out()::println);
            }
            if (hasProgramsDefault(experiment)) {
                terminal.err().println(Manner.PROGRAMS_DEFAULT);
            }
            progress.show(0, runner.total());
            RunReport report =
                    interruptibly(
                            runner,
                            () -> {
                                RunReport got = run(runner, options);
                                progress.end();
                                print(experiment, options, got);
                                return got;
                            });
            return report.interrupted()
                    ? Exit.INTERRUPTED
                    : report.failed() > 0
                                    || report.tooBusy(experiment.maxDisturbed())
                                    || !report.unwritten().isEmpty()
                            ? Exit.TRIAL
                            : Exit.OK;
        }
    }

    private static boolean hasProgramsDefault(Experiment experiment) {
        return experiment.cells().stream()
                .anyMatch(
                        cell ->
                                !cell.factors().containsKey("key-exchange")
                                        && cell.manner().tls() == Version.TLS_1_2
                                        && cell.manner().keyExchange() == KeyExchange.ECDHE);
    }

    private RunReport run(ExperimentRunner runner, RunOptions options) throws IOException {
        try {
            return runner.run();
        } finally {
            if (out == null) {
                ResultsNames.dropIfEmpty(options.out());
            }
        }
    }

    private void print(Experiment experiment, RunOptions options, RunReport report) {
        if (json) {
            terminal.out().println(Json.of(RunView.of(experiment, options, report)));
        } else {
            new Comparison(terminal, experiment, report).lines().forEach(terminal.out()::println);
            if (report.done() > 0) {
                terminal.out().println("results: " + options.out() + captureWords(report));
            }
        }
        if (!report.unwritten().isEmpty()) {
            terminal.err().println("flowlab: " + report.unwritten());
        }
    }

    /// The capture's size, if there is one.
    private static String captureWords(RunReport report) {
        if (report.captureBytes() == 0) {
            return "";
        }
        String size = new ByteCount(report.captureBytes()).rounded();
        return " (capture: "
                + size
                + (report.captureStoppedAt() == 0
                        ? ""
                        : ", at its limit: nothing is captured from trial "
                                + report.captureStoppedAt()
                                + " on")
                + ")";
    }

    /// On SIGINT or SIGTERM, waits a short time for the current trial, then writes and prints all
    /// results. The process ends with the signal's status.
    private static <T> T interruptibly(ExperimentRunner runner, Callable<T> work) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook =
                Thread.ofPlatform()
                        .unstarted(
                                () -> {
                                    runner.stop();
                                    if (!await(ended, STOP_PATIENCE_SECONDS)) {
                                        runner.abandon();
                                        await(ended, ABANDON_PATIENCE_SECONDS);
                                    }
                                });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.call();
        } finally {
            ended.countDown();
        }
    }

    private static boolean await(CountDownLatch latch, long seconds) {
        try {
            return latch.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Checks `--out` before anything is run.
    private void checkOut() {
        if (out == null) {
            return;
        }
        if (out.toString().isEmpty()) {
            throw new InputException("--out: it is empty; name a folder");
        }
        try (ResultsFolder _ = ResultsFolder.at(out, List.of())) {
            // it may be used
        } catch (IOException e) {
            throw new InputException("--out: " + Failures.words(e));
        }
    }

    /// @param say prints a line for the user
    private RunOptions options(Experiment experiment, Consumer<String> say) throws IOException {
        if (trials != null && (trials < 1 || trials > ExperimentFile.MOST_TRIALS)) {
            throw new InputException(
                    "--trials: "
                            + trials
                            + " is not a whole number from 1 to "
                            + ExperimentFile.MOST_TRIALS);
        }
        checkOut();
        return new RunOptions(
                out == null ? Home.newResults(experiment.name()) : out,
                trials == null ? experiment.trials() : trials,
                seed == null ? experiment.seed() : seed,
                host.kind().host(),
                host.kind().id(),
                capture,
                cores.keptAwake(),
                MeasuringSlot.ofMachine(new SlotDelay(say)),
                false);
    }
}
