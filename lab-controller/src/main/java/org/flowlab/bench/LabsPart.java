package org.flowlab.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flowlab.bench.Target.Kind;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.topology.Plan;
import org.flowlab.trial.Fidelity;
import org.flowlab.trial.Trial;
import org.flowlab.trial.TrialResult;
import org.flowlab.trial.TrialRunner;
import org.jspecify.annotations.Nullable;

/// The part that runs many labs at once in one JVM, each with flows at a round trip of 100 ms.
final class LabsPart implements Part {
    private static final int ONE_WAY_MILLIS = 50;

    @Override
    public String name() {
        return "labs";
    }

    @Override
    public String title() {
        return "labs at once in one JVM, each running the six flows at round trips of 100 ms";
    }

    /// Garbage collections so far. No frame leaves during a collection, so pauses explain why
    /// frames of many labs were late.
    private record Collections(long count, long millis) {
        static Collections soFar() {
            long count = 0;
            long millis = 0;
            for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
                count += Math.max(0, collector.getCollectionCount());
                millis += Math.max(0, collector.getCollectionTime());
            }
            return new Collections(count, millis);
        }

        Collections since(Collections before) {
            return new Collections(count - before.count, millis - before.millis);
        }
    }

    /// The results of one lab.
    private record OneLab(Fidelity fidelity, List<OneTrial> trials) {}

    /// The part of a trial's result that is kept; the frames would fill the heap.
    ///
    /// @param problem why the trial does not conform; null if it does
    private record OneTrial(@Nullable String problem, @Nullable Long excessNanos) {
        static OneTrial of(TrialResult result) {
            String words =
                    result.failure().isEmpty()
                            ? String.join("; ", result.run().problemWords())
                            : result.failure();
            return new OneTrial(
                    result.conforms() ? null : result.trial().flow().id() + ": " + words,
                    result.run().excessNanos());
        }
    }

    @Override
    public void measure(Run run) throws Exception {
        int count = run.times(100, 30);
        FlowsPart.warmUp(run);
        System.gc(); // or the garbage of other parts is collected while these labs run
        Collections before = Collections.soFar();
        long start = System.nanoTime();
        List<OneLab> labs = all(run, count);
        double seconds = (System.nanoTime() - start) / 1e9;
        Collections collections = Collections.soFar().since(before);
        List<OneTrial> trials = labs.stream().flatMap(l -> l.trials().stream()).toList();
        run.found(
                Finding.count(
                                "trials that conform, of " + trials.size(),
                                trials.stream().filter(t -> t.problem() == null).count())
                        .should(Target.exactly(trials.size(), Kind.MUST))
                        .with("labs", count)
                        .with("seconds", seconds)
                        .with("problems", problems(trials)));
        fidelity(run, labs);
        run.found(
                Finding.of(
                                "the garbage collector's pauses, in all",
                                "ms",
                                (double) collections.millis())
                        .with("collections", collections.count()));
        long[] excess =
                trials.stream()
                        .map(OneTrial::excessNanos)
                        .filter(Objects::nonNull)
                        .mapToLong(Long::longValue)
                        .toArray();
        if (excess.length > 0) {
            run.found(Finding.of("flows beyond theory", "ms", Spread.of(excess, 1e6)));
        }
    }

    private static List<String> problems(List<OneTrial> trials) {
        return trials.stream()
                .map(OneTrial::problem)
                .filter(Objects::nonNull)
                .distinct()
                .limit(10)
                .toList();
    }

    private static void fidelity(Run run, List<OneLab> labs) {
        long early = 0;
        int disturbed = 0;
        double[] median = new double[labs.size()];
        double[] high = new double[labs.size()];
        List<Object> each = new ArrayList<>();
        for (int i = 0; i < labs.size(); i++) {
            Fidelity fidelity = labs.get(i).fidelity();
            for (Fidelity.Direction d : fidelity.directions()) {
                early += d.earlyFrames();
                median[i] = Math.max(median[i], d.errorP50Nanos() / 1e3);
                high[i] = Math.max(high[i], d.errorP99Nanos() / 1e3);
            }
            disturbed += fidelity.disturbances().isEmpty() ? 0 : 1;
            each.add(fidelity);
        }
        run.found(
                Finding.of(
                        "frames late, each lab's median (worst direction)",
                        "µs",
                        Spread.of(median)));
        run.found(
                Finding.of("frames late, each lab's p99 (worst direction)", "µs", Spread.of(high)));
        run.found(
                Finding.count("frames that left too early", early)
                        .should(Target.exactly(0, Kind.MUST)));
        run.found(
                Finding.count("labs whose wire was disturbed", disturbed)
                        .should(Target.exactly(0, Kind.MUST))
                        .with("fidelity", each));
    }

    private static List<OneLab> all(Run run, int count) throws Exception {
        CountDownLatch ready = new CountDownLatch(count);
        List<OneLab> labs = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().daemon().name("bench lab ", 0).factory())) {
            List<Future<OneLab>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                Callable<OneLab> lab = () -> one(run, number, ready);
                running.add(threads.submit(lab));
            }
            for (Future<OneLab> lab : running) {
                labs.add(lab.get());
            }
        }
        return labs;
    }

    /// Deploys one lab, waits until all are up, and runs its flows.
    private static OneLab one(Run run, int number, CountDownLatch ready) throws Exception {
        Plan plan = BenchLabs.threeTier("lab" + number, ONE_WAY_MILLIS, ONE_WAY_MILLIS);
        LabOptions options = LabOptions.inJvm(run.seed().of(number), Path.of("results"));
        List<OneTrial> trials = new ArrayList<>();
        Lab up = null;
        try {
            up = Lab.deploy(plan, options);
        } finally {
            ready.countDown();
        }
        try (Lab lab = up) {
            ready.await();
            TrialRunner runner = new TrialRunner(lab);
            List<Trial> flows = BenchLabs.sixFlows(plan);
            for (int i = 0; i < flows.size(); i++) {
                Trial trial = flows.get((i + number) % flows.size());
                trials.add(OneTrial.of(runner.run(trial)));
            }
            return new OneLab(Fidelity.of(number, lab), trials);
        }
    }
}
