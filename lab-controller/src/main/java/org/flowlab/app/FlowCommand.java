package org.flowlab.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Flow;
import org.flowlab.lab.LabOptions;
import org.flowlab.store.CaptureWriter;
import org.flowlab.store.ResultsNames;
import org.flowlab.sys.AwakeCores;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.flowlab.trial.Manner;
import org.flowlab.trial.MeasuringSlot;
import org.flowlab.trial.OneFlow;
import org.flowlab.trial.TrialResult;
import org.flowlab.unit.Seed;
import org.flowlab.view.Json;
import org.flowlab.view.TrialView;
import org.flowlab.yaml.InputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "flow",
        description = "Runs one flow once and draws what passed between the nodes, with the times.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab flow spdy-proxy.https-spdy",
            "  ./lab flow direct --tls 1.3",
            "  ./lab flow https-proxy.https-http --reuse warm-proxy --topology topologies/far-origin.yaml",
            "  ./lab flow spdy-proxy.http --lab three-tier       in a lab that is up (./lab deploy)"
        })
final class FlowCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Access access;

    @Parameters(paramLabel = "FLOW", description = "A flow's id, as ./lab flows lists them.")
    private String id = "";

    @Option(
            names = "--topology",
            paramLabel = "FILE",
            description =
                    "The network (default: topologies/three-tier.yaml; for the flow direct, topologies/direct.yaml).")
    private @Nullable Path topology;

    @Option(
            names = "--lab",
            paramLabel = "LAB",
            description = "A lab of the controller, by its name or id: the flow runs there.")
    private @Nullable String lab;

    @Mixin private final HostOption host = new HostOption();

    @Mixin private final MannerOptions manner = new MannerOptions();

    @Option(
            names = "--expect",
            paramLabel = "STATUS",
            description =
                    "The HTTP status that the answer must have, such as 404 (default: any 2xx).")
    private @Nullable Integer expect;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The seed of the wire's random decisions (default: 1).")
    private @Nullable Long seed;

    @Option(
            names = "--capture",
            paramLabel = "FILE",
            description =
                    "Write the wire's frames to this pcapng file; an existing file is replaced.")
    private @Nullable Path capture;

    @Mixin private final CoresOption cores = new CoresOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    FlowCommand(Terminal terminal, Access access) {
        this.terminal = terminal;
        this.access = access;
    }

    @Override
    public Integer call() throws Exception {
        Flow flow = FlowsCommand.find(id);
        manner.check(flow);
        checkCapture();
        if (lab != null) {
            return inLab(lab);
        }
        Topology network = Topologies.load(topology == null ? byDefault(flow) : topology);
        boolean programs = OneFlow.isServedByPrograms(network, flow);
        Manner how = manner.manner(flow, programs);
        boolean hosts = !network.named(Plan.Kind.HOST).isEmpty();
        Path folder = hosts ? Home.newResults("flow") : Path.of("results");
        TrialResult result;
        String coresSleepBecause;
        try (AwakeCores awake = cores.ask()) {
            coresSleepBecause = awake.refusal();
            result =
                    OneFlow.run(
                            network,
                            flow,
                            how,
                            expected(),
                            new LabOptions(
                                    new Seed(seed == null ? 1 : seed), host.kind().host(), folder),
                            spoiled ->
                                    terminal.err()
                                            .println(
                                                    "the flow is run again: it was "
                                                            + WireLines.disturbance(
                                                                    TrialView.of(spoiled))),
                            MeasuringSlot.ofMachine(new SlotDelay(terminal.err()::println)));
        } finally {
            if (hosts) {
                ResultsNames.dropIfEmpty(folder);
            }
        }
        print(terminal, TrialView.of(result), json);
        if (manner.hasProgramsDefault(programs)) {
            terminal.err().println(Manner.PROGRAMS_DEFAULT);
        }
        CoresOption.hint(coresSleepBecause).ifPresent(terminal.err()::println);
        if (hosts) {
            terminal.err().println("the hosts' output is in " + folder);
        }
        if (!result.failure().isEmpty()) {
            terminal.err().println("flowlab: the flow failed: " + result.failure());
        }
        boolean kept = keep(result, OneFlow.network(network, how).plan());
        return result.conforms() && kept ? Exit.OK : Exit.TRIAL;
    }

    private int inLab(String called) {
        if (topology != null || seed != null || host.isGiven()) {
            throw new InputException(
                    (topology != null ? "--topology" : seed != null ? "--seed" : "--host")
                            + ": a lab that is up has its own; leave this out, or leave --lab out");
        }
        ExpectedStatus _ = expected(); // checks it
        LiveFlow flow = new LiveFlow(terminal, new LabClient(access), called);
        return flow.run(id, manner.factors(), expect, capture, json);
    }

    /// Prints a trial as JSON, or draws it.
    static void print(Terminal terminal, TrialView trial, boolean json) {
        if (json) {
            terminal.out().println(Json.of(trial));
            return;
        }
        new SequenceDiagram(terminal.colours(), terminal.unicode(), terminal.columns())
                .lines(trial)
                .forEach(terminal.out()::println);
        WireLines.of(trial, new Paint(terminal.colours())).forEach(terminal.out()::println);
    }

    /// Writes the capture, if one is wanted.
    ///
    /// @return false if that failed, which is reported
    private boolean keep(TrialResult result, Plan plan) {
        if (capture == null) {
            return true;
        }
        try {
            CaptureWriter.whole(capture, plan, result.frames(), result.gaps(), result.keys(), id);
            return true;
        } catch (IOException e) {
            terminal.err().println(unkept(e));
            return false;
        }
    }

    /// The words for a capture that could not be written.
    static String unkept(IOException e) {
        return "flowlab: --capture: the capture is not kept: "
                + Failures.words(e)
                + Failures.room(e);
    }

    private ExpectedStatus expected() {
        if (expect == null) {
            return ExpectedStatus.SUCCESS;
        }
        if (expect < 200 || expect > 599) {
            throw new InputException("--expect: " + expect + " is not a status from 200 to 599");
        }
        return new ExpectedStatus(OptionalInt.of(expect));
    }

    /// Checks `--capture` before anything is run.
    private void checkCapture() {
        if (capture == null) {
            return;
        }
        if (Files.isDirectory(capture)) {
            throw new InputException("--capture: " + capture + " is a folder; name a file in it");
        }
        Path folder = capture.toAbsolutePath().getParent();
        if (folder != null && !Files.isWritable(folder)) {
            throw new InputException(
                    "--capture: "
                            + folder
                            + (Files.isDirectory(folder)
                                    ? " cannot be written to"
                                    : " is not an existing folder"));
        }
    }

    private static Path byDefault(Flow flow) {
        return Home.folder("topologies")
                .resolve(flow.proxied() ? "three-tier.yaml" : "direct.yaml");
    }
}
