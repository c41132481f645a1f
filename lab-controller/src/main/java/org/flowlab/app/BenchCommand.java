package org.flowlab.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.flowlab.bench.Bench;
import org.flowlab.bench.Finding;
import org.flowlab.bench.Part;
import org.flowlab.bench.Report;
import org.flowlab.store.Machine;
import org.flowlab.sys.WholeFile;
import org.flowlab.view.BenchView;
import org.flowlab.view.Json;
import org.flowlab.web.bench.ControllerPart;
import org.flowlab.yaml.InputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        description = {
            "Measures this machine: how fast labs come up, how true the wire is to what it is asked"
                    + " for, how fast it forwards, and what the flows cost beyond their network.",
            "Takes about ten minutes. Run nothing else on the machine meanwhile."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab bench --quick                     three or four minutes, with fewer repetitions",
            "  ./lab bench --only delay forwarding     some parts",
            "",
            "Exit status 1 if something fails that must hold on any machine: no frame before its time,",
            "the right rate and loss, flows that conform. Slowness is no error, and neither is a machine",
            "that was too busy to measure something."
        })
final class BenchCommand implements Callable<Integer> {
    /// If other programs use more than this share of the cores, a warning is printed.
    private static final double BUSY = 0.3;

    private static final List<Part> PARTS =
            Stream.concat(Bench.parts().stream(), Stream.of(new ControllerPart())).toList();

    private final Terminal terminal;
    private final Paint paint;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--quick", description = "Fewer repetitions.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            arity = "1..*",
            split = ",",
            description = "Some parts: ${COMPLETION-CANDIDATES}.",
            completionCandidates = PartNames.class)
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The seed of random decisions (default: 1).")
    private long seed = 1;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "The JSON file for the results; an existing file is replaced (default:"
                            + " results/<time>-bench.json).")
    private @Nullable Path out;

    @Mixin private final HostOption host = new HostOption();

    @Mixin private final CoresOption cores = new CoresOption();

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    BenchCommand(Terminal terminal) {
        this.terminal = terminal;
        this.paint = new Paint(terminal.colours());
    }

    @Override
    public Integer call() throws Exception {
        List<String> known = PARTS.stream().map(Part::name).toList();
        for (String name : only) {
            if (!known.contains(name)) {
                throw new InputException(
                        "--only: \""
                                + name
                                + "\" is not known; allowed: "
                                + String.join(", ", known));
            }
        }
        Path file = out == null ? Home.results("bench.json") : out;
        prepare(file);
        if (!json) {
            head();
        }
        Report report =
                Bench.run(
                        PARTS,
                        new Bench.Options(quick, only, seed, host.kind(), cores.keptAwake()),
                        new Told());
        String command =
                "./lab "
                        + String.join(
                                " ", spec.root().commandLine().getParseResult().originalArgs());
        String text = Json.of(BenchView.of(report, command));
        WholeFile.replace(file, draft -> Files.writeString(draft, text + "\n"));
        if (json) {
            terminal.out().println(text);
        } else {
            end(report, file);
        }
        return report.sound() ? Exit.OK : Exit.TRIAL;
    }

    /// So that it is not learnt after ten minutes that results cannot be written.
    private static void prepare(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (Files.isDirectory(file)
                || !Files.isWritable(Files.exists(file) || folder == null ? file : folder)) {
            throw new InputException("--out: " + file + " cannot be written");
        }
    }

    private void head() {
        var facts = Machine.facts();
        double load = Machine.load();
        terminal.out()
                .println(
                        facts.get("cores")
                                + " × "
                                + facts.get("cpu")
                                + ", kernel "
                                + facts.get("kernel")
                                + ", Java "
                                + facts.get("java")
                                + ", seed "
                                + seed);
        if (load > BUSY * Runtime.getRuntime().availableProcessors()) {
            terminal.out()
                    .println(
                            paint.lost(
                                    String.format(
                                            Locale.ROOT,
                                            "The machine is busy (load %.1f): what follows is worse than it could be.",
                                            load)));
        }
    }

    private void end(Report report, Path file) {
        long slow = report.count(Finding.Verdict.SLOW);
        long wrong = report.count(Finding.Verdict.WRONG);
        long unmeasured = report.count(Finding.Verdict.NOT_MEASURED);
        terminal.out().println();
        CoresOption.hint(report.coresSleepBecause()).ifPresent(terminal.out()::println);
        if (wrong > 0) {
            terminal.out()
                    .println(paint.lost(wrong + " of what must hold on any machine does not"));
        }
        if (slow > 0) {
            terminal.out()
                    .println(
                            Words.count(slow, "figure")
                                    + " slower than on an idle machine of two cores");
        }
        if (unmeasured > 0) {
            terminal.out()
                    .println(
                            Words.count(unmeasured, "figure")
                                    + " not measured; try again on an idle machine");
        }
        terminal.out().println("results: " + file);
    }

    /// Shows what comes, part by part.
    private final class Told implements Bench.Listener {
        @Override
        public void begins(Bench.Listed part) {
            if (!json) {
                terminal.out().println();
                terminal.out().println(paint.bold(part.name()) + ": " + part.title());
                terminal.out().flush();
            }
        }

        @Override
        public void found(Finding finding) {}

        @Override
        public void ended(Report.PartReport part) {
            if (!json) {
                BenchTable.lines(part, paint).forEach(terminal.out()::println);
            }
            if (!part.failure().isEmpty()) {
                terminal.err()
                        .println("flowlab: bench " + part.part().name() + ": " + part.failure());
            }
        }
    }

    /// What `--only` takes.
    static final class PartNames implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return PARTS.stream().map(Part::name).iterator();
        }
    }
}
