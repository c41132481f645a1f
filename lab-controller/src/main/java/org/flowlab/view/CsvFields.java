package org.flowlab.view;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of a line of comma-separated values.
///
/// @param row the fields by column
record CsvFields(Map<String, String> row) {
    /// The field; empty if there is no such column.
    String text(String column) {
        return row.getOrDefault(column, "");
    }

    /// The whole number in a field; null if the field has none.
    @Nullable Long number(String column) {
        try {
            return Long.valueOf(text(column));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
