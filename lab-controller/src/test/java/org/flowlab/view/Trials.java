package org.flowlab.view;

import java.util.List;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Run;
import org.flowlab.node.spec.Route;
import org.flowlab.trial.Lateness;
import org.flowlab.trial.Trial;
import org.flowlab.trial.TrialResult;
import org.flowlab.trial.WireFaults;

/// Trials around a run that was simulated.
public final class Trials {
    private Trials() {}

    public static TrialView view(Run run) {
        return view(run, Lateness.NONE, 0);
    }

    public static TrialView view(Run run, Lateness lateness, long pauseNanos) {
        Route route = new Route("proxy:443", List.of(), List.of(), Route.TlsChoice.DEFAULT);
        return TrialView.of(
                new TrialResult(
                        new Trial(
                                run.ledger().flow(),
                                run.ledger().variant(),
                                run.ledger().parties(),
                                route,
                                "http://origin/",
                                ExpectedStatus.SUCCESS),
                        "",
                        run,
                        lateness,
                        WireFaults.NONE,
                        List.of(),
                        pauseNanos,
                        false,
                        List.of(),
                        List.of(),
                        0,
                        List.of(),
                        List.of()));
    }

    /// After it was carried as JSON.
    public static TrialView carried(TrialView view) {
        return Json.read(Json.of(view), TrialView.class);
    }
}
