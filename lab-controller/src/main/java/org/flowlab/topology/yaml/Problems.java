package org.flowlab.topology.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects what is wrong with a file, so that all of it is told at once. Not thread-safe.
public final class Problems {
    private static final int MOST = 20;

    private record Problem(int line, int column, String text) {}

    private final String file;
    private final List<Problem> problems = new ArrayList<>();

    public Problems(String file) {
        this.file = file;
    }

    /// @param line from 1
    /// @param column from 1
    void add(int line, int column, String text) {
        Problem problem = new Problem(line, column, text);
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    public boolean any() {
        return !problems.isEmpty();
    }

    /// @throws InputException where there is a problem
    public void check() {
        if (problems.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .limit(MOST)
                .forEach(
                        p -> lines.add(file + ":" + p.line() + ":" + p.column() + ": " + p.text()));
        if (problems.size() > MOST) {
            lines.add(file + ": and " + (problems.size() - MOST) + " more problems");
        }
        throw new InputException(lines);
    }
}
