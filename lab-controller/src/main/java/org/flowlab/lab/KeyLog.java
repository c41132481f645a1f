package org.flowlab.lab;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The TLS secrets of a lab's nodes, as lines in the NSS key log format; a line that both ends tell
/// is kept once. Thread-safe.
public final class KeyLog {
    private final Set<String> lines = new LinkedHashSet<>();

    /// Adds a line, without its line end.
    public synchronized void add(String line) {
        lines.add(line);
    }

    /// In the order in which they came.
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /// Forgets the lines so far: their connections are closed.
    public synchronized void clear() {
        lines.clear();
    }
}
