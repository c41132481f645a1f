package org.flowlab.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The time that something took.
///
/// @param nanos elapsed time
/// @param cpuNanos processor time, summed over all processors
public record Timing(long nanos, long cpuNanos) {

    /// Joins timings to text: `90/150,80/140`.
    static String join(List<Timing> timings) {
        return timings.stream()
                .map(t -> t.nanos + "/" + t.cpuNanos)
                .collect(Collectors.joining(","));
    }

    /// Reads what [#join] returned.
    ///
    /// @throws IllegalArgumentException if `text` is something else
    static List<Timing> split(String text) {
        return text.isEmpty()
                ? List.of()
                : Stream.of(text.split(",", -1)).map(Timing::parse).toList();
    }

    private static Timing parse(String text) {
        String[] fields = text.split("/", -1);
        if (fields.length != 2) {
            throw new IllegalArgumentException("not a timing: \"" + text + "\"");
        }
        return new Timing(Long.parseLong(fields[0]), Long.parseLong(fields[1]));
    }

    /// The median elapsed time.
    static long medianNanos(List<Timing> timings) {
        return timings.stream().map(Timing::nanos).sorted().toList().get(timings.size() / 2);
    }
}
