package org.flowlab.app;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.flowlab.trial.MeasuringSlot;

/// Reports once that a command waits because another process measures.
final class SlotDelay implements MeasuringSlot.DelayListener {
    private final Consumer<String> report;
    private final AtomicBoolean reported = new AtomicBoolean();

    SlotDelay(Consumer<String> report) {
        this.report = report;
    }

    @Override
    public void delayed(int place, OptionalLong process) {
        if (!reported.getAndSet(true)) {
            report.accept("flowlab: " + words(place, process));
        }
    }

    /// @param process empty if it cannot be seen
    static String words(int place, OptionalLong process) {
        String who =
                process.isPresent() ? "process " + process.getAsLong() : "a process out of sight";
        return "waiting to measure: "
                + who
                + " measures, and one at a time may on a machine"
                + (place > 1 ? "; " + place + " go before this one" : "");
    }
}
