package org.flowlab.lab;

import org.flowlab.fabric.Impairment;
import org.flowlab.topology.TrafficControl;
import org.jspecify.annotations.Nullable;

/// What a topology asks of a link, in the words of the wire.
final class Impairments {
    private Impairments() {}

    /// @param mtu bytes of the largest IP packet that passes
    static Impairment of(TrafficControl tc, int mtu) {
        return new Impairment(
                tc.delay(),
                tc.jitter(),
                distribution(tc.distribution()),
                tc.correlation(),
                loss(tc),
                tc.duplicate(),
                tc.reorder(),
                tc.corrupt(),
                tc.rate(),
                limit(tc.limit()),
                mtu);
    }

    private static Impairment.Distribution distribution(TrafficControl.Distribution distribution) {
        return switch (distribution) {
            case UNIFORM -> Impairment.Distribution.UNIFORM;
            case NORMAL -> Impairment.Distribution.NORMAL;
            case PARETO -> Impairment.Distribution.PARETO;
            case PARETONORMAL -> Impairment.Distribution.PARETONORMAL;
        };
    }

    private static Impairment.Loss loss(TrafficControl tc) {
        TrafficControl.GilbertElliott model = tc.lossModel();
        return model == null
                ? new Impairment.Loss.Random(tc.loss())
                : new Impairment.Loss.GilbertElliott(
                        model.p(), model.r(), model.lossBad(), model.lossGood());
    }

    private static Impairment.@Nullable Limit limit(TrafficControl.@Nullable QueueLimit limit) {
        return limit == null ? null : new Impairment.Limit(limit.packets(), limit.bytes());
    }
}
