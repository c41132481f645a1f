package org.flowlab.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One measured value.
///
/// @param what what was measured, in words
/// @param value the median of the repetitions, or the only number
/// @param spread null if there were no repetitions
/// @param target null if the bench expects no particular value
/// @param notMeasured why the value means nothing; empty if it is valid
/// @param details further values, by name
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

    public static Finding of(String what, String unit, double value) {
        return new Finding(what, unit, value, null, null, "", Map.of());
    }

    /// A finding that is a plain count.
    public static Finding count(String what, long count) {
        return of(what, "", (double) count);
    }

    /// The finding of repetitions: their median counts.
    public static Finding of(String what, String unit, Spread spread) {
        return new Finding(what, unit, spread.p50(), spread, null, "", Map.of());
    }

    public Finding should(Target target) {
        return new Finding(what, unit, value, spread, target, notMeasured, details);
    }

    public Finding with(String name, Object detail) {
        Map<String, Object> more = new LinkedHashMap<>(details);
        more.put(name, detail);
        return new Finding(what, unit, value, spread, target, notMeasured, more);
    }

    public Finding notMeasured(String why) {
        return new Finding(what, unit, value, spread, target, why, details);
    }

    /// The verdict on the value: how it compares with its target.
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
        /// There is no target.
        STATED,
        /// The value could not be measured, for a reason outside the lab.
        NOT_MEASURED,
        MET,
        /// The value is slower than it should be; the machine or other load on it may be the
        /// reason.
        SLOW,
        /// The value breaks a bound that holds on every machine.
        WRONG
    }
}
