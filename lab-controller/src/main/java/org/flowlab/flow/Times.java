package org.flowlab.flow;

import org.jspecify.annotations.Nullable;

/// The lengths of a run and its phases, in nanoseconds; null if the first or last step of one was
/// not seen.
///
/// The total runs from the moment when the run's first frame entered the wire until the flow's last
/// step arrived. A phase begins when its first step is sent. It ends when the next phase begins;
/// the last phase ends with the flow. So the phases add up to the total, and a node's work between
/// two phases counts to the earlier one. A phase that the flow or the variant does not have is 0.
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
