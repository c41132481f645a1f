package org.flowlab.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How long something took.
///
/// @param nanos by the clock
/// @param cpuNanos of all processors
public record Timing(long nanos, long cpuNanos) {

    /// As `90/150,80/140`.
    static String join(List<Timing> timings) {
        return timings.stream()
                .map(t -> t.nanos + "/" + t.cpuNanos)
                .collect(Collectors.joining(","));
    }

    /// Reads what [#join] gave.
    ///
    /// @throws IllegalArgumentException where it is no such text
    static List<Timing> split(String text) {
        return text.isEmpty()
                ? List.of()
                : Stream.of(text.split(",", -1)).map(Timing::parse).toList();
    }

    private static Timing parse(String text) {
        String[] fields = text.split("/", -1);
        if (fields.length != 2) {
            throw new IllegalArgumentException("no time: \"" + text + "\"");
        }
        return new Timing(Long.parseLong(fields[0]), Long.parseLong(fields[1]));
    }

    /// The median by the clock.
    static long medianNanos(List<Timing> timings) {
        return timings.stream().map(Timing::nanos).sorted().toList().get(timings.size() / 2);
    }
}
