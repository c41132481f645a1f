package org.flowlab.trial;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.flowlab.fabric.WireFrame;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.topology.Plan;

/// Frames of a trial's flow that one direction of one link dropped for one reason.
///
/// @param link the link's name
/// @param from the node at the end where the frames entered
/// @param to the node at the other end
/// @param why a verdict that drops
/// @param frames the number of frames, at least 1
public record Drop(String link, String from, String to, Verdict why, long frames) {

    private record Key(int link, boolean forward, Verdict why) {}

    /// The drops since `startNanos`, in the order in which each kind was first seen.
    ///
    /// @param isParties whether a frame goes from one of the trial's parties to another
    static List<Drop> of(
            Plan plan, List<WireFrame> frames, Predicate<WireFrame> isParties, long startNanos) {
        Map<Key, Long> counts = new LinkedHashMap<>();
        for (WireFrame frame : frames) {
            if (frame.verdict().dropped()
                    && frame.enteredNanos() >= startNanos
                    && isParties.test(frame)) {
                counts.merge(
                        new Key(frame.link(), frame.forward(), frame.verdict()), 1L, Long::sum);
            }
        }
        List<Drop> drops = new ArrayList<>();
        counts.forEach(
                (key, count) -> {
                    Plan.PlannedLink link = plan.links().get(key.link());
                    String a = link.a().node();
                    String b = link.b().node();
                    drops.add(
                            key.forward()
                                    ? new Drop(link.name(), a, b, key.why(), count)
                                    : new Drop(link.name(), b, a, key.why(), count));
                });
        return drops;
    }

    /// The reason in words, such as `too big for the link's MTU`.
    public String reason() {
        return switch (why) {
            case LOST_RANDOM, LOST_BURST -> "lost, as the link's loss asks";
            case QUEUE_FULL -> "the link's queue was full";
            case TOO_BIG -> "too big for the link's MTU";
            case LINK_DOWN -> "the link was cut";
            case FAULT -> "a fault asked for it";
            case SEND_FAILED -> "refused by the receiver's kernel";
            case DELIVERED, DUPLICATED, REORDERED, CORRUPTED ->
                    throw new IllegalStateException(why + " is no drop");
        };
    }
}
