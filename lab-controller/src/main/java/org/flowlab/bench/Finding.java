package org.flowlab.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One thing that was measured.
///
/// @param what it is, in words
/// @param value what counts: the median of repetitions, or the one number that there is
/// @param spread null where there were no repetitions
/// @param target null where nothing is asked for
/// @param notMeasured why the value says nothing; empty where it does
/// @param details what else is known, by name
public record Finding(
        String what,
        String unit,
        double value,
        @Nullable Spread spread,
        @Nullable Target target,
        String notMeasured,
        Map<String, Object> details) {

    public Finding {
        details = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    static Finding of(String what, String unit, double value) {
        return new Finding(what, unit, value, null, null, "", Map.of());
    }

    /// How many there were of something.
    static Finding count(String what, long count) {
        return of(what, "", (double) count);
    }

    /// The median of repetitions.
    static Finding of(String what, String unit, Spread spread) {
        return new Finding(what, unit, spread.p50(), spread, null, "", Map.of());
    }

    Finding should(Target target) {
        return new Finding(what, unit, value, spread, target, notMeasured, details);
    }

    Finding with(String name, Object detail) {
        Map<String, Object> more = new LinkedHashMap<>(details);
        more.put(name, detail);
        return new Finding(what, unit, value, spread, target, notMeasured, more);
    }

    Finding notMeasured(String why) {
        return new Finding(what, unit, value, spread, target, why, details);
    }

    /// What became of the target.
    public Verdict verdict() {
        if (!notMeasured.isEmpty()) {
            return Verdict.NOT_MEASURED;
        }
        if (target == null) {
            return Verdict.STATED;
        }
        if (target.isMetBy(value)) {
            return Verdict.MET;
        }
        return target.kind() == Target.Kind.MUST ? Verdict.WRONG : Verdict.SLOW;
    }

    public enum Verdict {
        /// Nothing is asked for.
        STATED,
        /// What is in the way says nothing of the lab.
        NOT_MEASURED,
        MET,
        /// Slower than it should be: the machine, or what else runs on it, may be why.
        SLOW,
        /// What must hold on any machine does not.
        WRONG
    }
}
