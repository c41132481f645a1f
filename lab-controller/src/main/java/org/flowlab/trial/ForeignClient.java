package org.flowlab.trial;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.flowlab.flow.Reuse;
import org.flowlab.lab.Lab;
import org.flowlab.lab.program.HostProcess;

/// A client that is a user's program. It is started for each trial, and its environment says what
/// to fetch. The trial is over when the program ends, or when the wire has shown the whole flow and
/// then fallen silent.
///
/// The environment has `FLOWLAB_URL`, `FLOWLAB_PROXY` (`https://proxy:443`, empty for none),
/// `FLOWLAB_TLS` (`1.2` or `1.3`, as configured) and `FLOWLAB_FLOW`.
public final class ForeignClient implements TrialClient {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int QUIET_POLLS = 10;

    private final Lab lab;
    private final String name;
    private final Patience patience;
    private final Predicate<Trial> complete;

    /// @param complete whether the wire has shown the whole flow of a trial
    ForeignClient(Lab lab, String name, Patience patience, Predicate<Trial> complete) {
        this.lab = lab;
        this.name = name;
        this.patience = patience;
        this.complete = complete;
    }

    /// Why a user's program cannot run flows in `manner`; empty if it can.
    public static Optional<String> obstacle(Manner manner) {
        if (manner.reuse() != Reuse.COLD) {
            return Optional.of(
                    "the client is a program of yours, and the lab cannot open connections in it before"
                            + " the trial: use cold or warm-origin");
        }
        return manner.resumed()
                ? Optional.of(
                        "the client is a program of yours, and starts anew for each trial: it has no"
                                + " session to resume")
                : Optional.empty();
    }

    @Override
    public void setUp(Trial trial) {
        if (trial.variant().warmOrigin()) {
            fetch(trial);
            lab.awaitSilence(patience.silence(), Networks.links(lab.plan(), trial.parties()));
        }
    }

    @Override
    public String fetch(Trial trial) {
        try (HostProcess process = lab.startHost(name, environment(trial))) {
            return watch(process, trial);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private String watch(HostProcess process, Trial trial) throws InterruptedException {
        long end = System.nanoTime() + patience.command().toNanos();
        long frames = lab.awaitedFrames();
        int quiet = 0;
        while (!process.await(POLL)) {
            if (System.nanoTime() > end) {
                return process.told()
                        + " after "
                        + patience.command().toSeconds()
                        + " s, and was killed";
            }
            long now = lab.awaitedFrames();
            quiet = now == frames ? quiet + 1 : 0;
            frames = now;
            if (quiet == QUIET_POLLS && complete.test(trial)) {
                return "";
            }
        }
        Integer status = process.exit();
        return status != null && status == 0 ? "" : process.told();
    }

    private static Map<String, String> environment(Trial trial) {
        Map<String, String> variables = new LinkedHashMap<>();
        String proxy = trial.route().proxy();
        variables.put("FLOWLAB_URL", trial.url());
        variables.put("FLOWLAB_PROXY", proxy == null ? "" : "https://" + proxy);
        variables.put("FLOWLAB_TLS", trial.variant().outer().version().id());
        variables.put("FLOWLAB_FLOW", trial.flow().id());
        return variables;
    }

    @Override
    public void close() {}
}
