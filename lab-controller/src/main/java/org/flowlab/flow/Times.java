package org.flowlab.flow;

import org.jspecify.annotations.Nullable;

/// How long a run and its phases took, in nanoseconds; null where a step that bounds it was not
/// seen.
///
/// The total counts from the moment the run's first frame entered the wire until the flow's last
/// step arrived. A phase begins when its first step is sent and ends when the next phase begins,
/// the last one with the flow; so the phases add up to the total, and what a node does between two
/// phases counts to the earlier one. A phase that the flow or the variant does not have is 0.
public record Times(
        @Nullable Long totalNanos,
        @Nullable Long proxyNanos,
        @Nullable Long tunnelNanos,
        @Nullable Long originNanos) {

    public @Nullable Long of(Phase phase) {
        return switch (phase) {
            case PROXY -> proxyNanos;
            case TUNNEL -> tunnelNanos;
            case ORIGIN -> originNanos;
        };
    }
}
