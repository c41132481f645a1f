package org.flowlab.lab;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The TLS secrets of a lab's nodes, as lines in the NSS key log format. A line that both ends of a
/// connection log is kept once. Thread-safe.
public final class KeyLog {
    private final Set<String> lines = new LinkedHashSet<>();

    /// Adds a line, without its line end.
    public synchronized void add(String line) {
        lines.add(line);
    }

    /// The lines, in the order in which they were added.
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /// The number of lines.
    public synchronized int size() {
        return lines.size();
    }

    /// Removes all lines, when their connections are closed.
    public synchronized void clear() {
        lines.clear();
    }
}
