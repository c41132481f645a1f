package org.flowlab.view;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A row of `steps.csv`, for JSON. Times are in nanoseconds from the trial's first step; null if it
/// was not seen.
///
/// @param wire the message on the wire; empty if the step was not seen
public record StepRowView(
        @Nullable Long step,
        String name,
        String wire,
        String phase,
        String from,
        String to,
        @Nullable Long sentNanos,
        @Nullable Long arrivedNanos,
        @Nullable Long transmissions) {

    /// @param row the fields by column
    public static StepRowView of(Map<String, String> row) {
        CsvFields fields = new CsvFields(row);
        return new StepRowView(
                fields.number("step"),
                fields.text("name"),
                fields.text("wire"),
                fields.text("phase"),
                fields.text("from"),
                fields.text("to"),
                fields.number("sent_ns"),
                fields.number("arrived_ns"),
                fields.number("transmissions"));
    }
}
