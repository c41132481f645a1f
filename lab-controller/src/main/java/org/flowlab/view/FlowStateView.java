package org.flowlab.view;

import java.util.Locale;
import org.flowlab.service.FlowJob;
import org.flowlab.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/// A flow in a lab that lives, for JSON.
///
/// @param flow its id in the catalogue
/// @param state `queued`, `running` or `ended`
/// @param place the number of flows that go before it; 0 if it runs or has ended
/// @param failure why it ended without a trial; empty if it has one, or has not ended
/// @param trial null until it has ended, and in lists
public record FlowStateView(
        String id,
        String lab,
        String flow,
        String state,
        int place,
        String failure,
        @Nullable TrialView trial) {

    public static FlowStateView of(FlowJob job) {
        FlowJob.State state = job.state(); // first: a flow has its result when it has ended
        TrialResult result = state == FlowJob.State.ENDED ? job.result() : null;
        return of(job, state, result == null ? null : TrialView.of(result));
    }

    /// The same without the trial.
    public static FlowStateView inList(FlowJob job) {
        return of(job, job.state(), null);
    }

    private static FlowStateView of(FlowJob job, FlowJob.State state, @Nullable TrialView trial) {
        return new FlowStateView(
                job.id(),
                job.lab(),
                job.request().flow().id(),
                state.name().toLowerCase(Locale.ROOT),
                job.place(),
                job.failure(),
                trial);
    }
}
