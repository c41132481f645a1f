package org.flowlab.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.flowlab.bench.Part.Run;
import org.flowlab.lab.HostKind;
import org.flowlab.store.Machine;
import org.flowlab.sys.AwakeCores;
import org.flowlab.sys.UnsupportedMachineException;
import org.flowlab.unit.Seed;

/// Measures this machine, one part after the other, each part on a thread of its own.
public final class Bench {
    private static final List<Part> PARTS =
            List.of(
                    new BringUpPart(),
                    new DeployPart(),
                    new DelayPart(),
                    new LossPart(),
                    new RatePart(),
                    new JitterPart(),
                    new ForwardingPart(),
                    new FlowsPart(),
                    new LabsPart(),
                    new DissectPart());

    private Bench() {}

    /// The parts of this package, in the order in which they run. Packages above have more.
    public static List<Part> parts() {
        return PARTS;
    }

    /// A part's name, as `--only` takes it, and what it measures.
    public record Listed(String name, String title) {}

    /// What to measure, and how.
    ///
    /// @param only the names of the parts to run; if empty, all parts run
    /// @param host what runs the nodes of the part that measures flows
    /// @param coresAwake whether to keep the machine's cores from sleeping
    public record Options(
            boolean quick, List<String> only, long seed, HostKind host, boolean coresAwake) {
        public Options {
            only = List.copyOf(only);
        }
    }

    /// Receives the bench's progress, on the thread that runs the bench and on other threads.
    public interface Listener {
        void begins(Listed part);

        void found(Finding finding);

        void ended(Report.PartReport part);
    }

    /// Runs those of `parts` that the options ask for.
    ///
    /// @throws UnsupportedMachineException if the machine does not let this process make labs
    /// @throws InterruptedException if the thread was interrupted; the part that was running goes
    ///   on until it ends by itself
    public static Report run(List<Part> parts, Options options, Listener listener)
            throws InterruptedException {
        try (AwakeCores awake = options.coresAwake ? AwakeCores.ask() : AwakeCores.notAsked()) {
            return run(parts, options, awake.refusal(), listener);
        }
    }

    private static Report run(
            List<Part> parts, Options options, String coresSleepBecause, Listener listener)
            throws InterruptedException {
        Instant start = Instant.now();
        double load = Machine.load();
        List<Report.PartReport> reports = new ArrayList<>();
        for (Part part : parts) {
            if (options.only.isEmpty() || options.only.contains(part.name())) {
                Report.PartReport report = run(part, options, listener);
                listener.ended(report);
                reports.add(report);
                if (report.stuck()) {
                    break; // it still runs, and would disturb the parts after it
                }
            }
        }
        return new Report(start, Instant.now(), load, coresSleepBecause, options, reports);
    }

    private static Report.PartReport run(Part part, Options options, Listener listener)
            throws InterruptedException {
        Listed listed = new Listed(part.name(), part.title());
        listener.begins(listed);
        List<Finding> findings = new java.util.concurrent.CopyOnWriteArrayList<>();
        Run run =
                new Run(
                        options.quick,
                        new Seed(options.seed).of(part.name()),
                        options.host.host(),
                        finding -> {
                            findings.add(finding);
                            listener.found(finding);
                        });
        FutureTask<Boolean> task =
                new FutureTask<>(
                        () -> {
                            part.measure(run);
                            return true;
                        });
        long start = System.nanoTime();
        Thread.ofPlatform().daemon().name("bench " + part.name()).start(task);
        String failure = "";
        boolean stuck = false;
        try {
            task.get(part.most().toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnsupportedMachineException machine) {
                throw machine;
            }
            failure = String.valueOf(e.getCause());
        } catch (TimeoutException e) {
            task.cancel(true);
            stuck = true;
            failure = "did not end within " + part.most().toSeconds() + " s";
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Report.PartReport(listed, seconds, List.copyOf(findings), failure, stuck);
    }
}
