package org.flowlab.flow;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The steps that must be seen when a flow runs under a variant.
///
/// @param steps those that must occur, each after its causes; a cause is always one of them
/// @param absent by number, the steps that this variant cannot have, and why
public record Script(
        Flow flow, Variant variant, List<Step> steps, SortedMap<Integer, String> absent) {
    public Script {
        steps = List.copyOf(steps);
        absent = Collections.unmodifiableSortedMap(new TreeMap<>(absent));
    }

    /// The step numbered `number`, also if it does not occur.
    public Step step(int number) {
        for (Step step : steps) {
            if (step.number() == number) {
                return step;
            }
        }
        return flow.step(number);
    }

    /// The step whose arrival ends the flow.
    public Step last() {
        return flow.steps().getLast();
    }
}
