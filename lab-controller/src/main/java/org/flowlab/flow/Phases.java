package org.flowlab.flow;

import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.IntFunction;
import org.flowlab.flow.Theory.Least;
import org.jspecify.annotations.Nullable;

/// Cuts a run into its phases, as [Times] defines them.
///
/// @param lengths in nanoseconds; a value is null if its first or last step is not known
record Phases(@Nullable Long total, Map<Phase, @Nullable Long> lengths) {

    /// @param sent by step number; null if it is not known
    /// @param arrived by step number; null if it is not known
    static Phases of(
            Script script, IntFunction<@Nullable Long> sent, IntFunction<@Nullable Long> arrived) {
        EnumMap<Phase, @Nullable Long> lengths = new EnumMap<>(Phase.class);
        Long end = arrived.apply(script.last().number());
        Long next = end;
        for (Phase phase : new Phase[] {Phase.ORIGIN, Phase.TUNNEL, Phase.PROXY}) {
            int first = first(script, phase);
            if (first == 0) {
                lengths.put(phase, 0L);
            } else {
                Long begin = sent.apply(first);
                lengths.put(phase, minus(next, begin));
                next = begin;
            }
        }
        return new Phases(minus(end, next), lengths);
    }

    private static @Nullable Long minus(@Nullable Long end, @Nullable Long begin) {
        return end == null || begin == null ? null : (Long) (end - begin);
    }

    private static int first(Script script, Phase phase) {
        return script.steps().stream()
                .filter(s -> s.phase() == phase)
                .mapToInt(Step::number)
                .min()
                .orElse(0);
    }

    Times times() {
        return new Times(
                total,
                lengths.get(Phase.PROXY),
                lengths.get(Phase.TUNNEL),
                lengths.get(Phase.ORIGIN));
    }

    Theory theory(SortedMap<Integer, Least> steps, boolean bound) {
        return new Theory(
                steps,
                known(total),
                known(lengths.get(Phase.PROXY)),
                known(lengths.get(Phase.TUNNEL)),
                known(lengths.get(Phase.ORIGIN)),
                bound);
    }

    private static long known(@Nullable Long value) {
        return java.util.Objects.requireNonNull(value, "theory knows every step");
    }
}
