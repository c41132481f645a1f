package org.flowlab.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Collects the problems of a file, so that they are reported together. After 100 problems it stops
/// and reports them. Not thread-safe.
public final class Problems {
    private static final int MOST_SHOWN = 20;
    private static final int MOST_KEPT = 100;

    private record Problem(int line, int column, String text) {}

    private final String file;
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final List<String> elsewhere = new ArrayList<>();

    public Problems(String file) {
        this.file = file;
    }

    /// Adds a problem.
    ///
    /// @param line from 1
    /// @param column from 1
    /// @throws InputException if there are more than 100 problems now
    void add(int line, int column, String text) {
        problems.add(new Problem(line, column, text + Lookalikes.note(text)));
        if (problems.size() > MOST_KEPT) {
            check();
        }
    }

    /// Adds the problems of another file, which this one needs.
    public void addAll(InputException other) {
        elsewhere.addAll(other.problems());
    }

    public boolean any() {
        return !problems.isEmpty() || !elsewhere.isEmpty();
    }

    /// Reports the problems.
    ///
    /// @throws InputException if there is a problem; it has the first 20 in the order of the file
    public void check() {
        if (!any()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .limit(MOST_SHOWN)
                .forEach(
                        p -> lines.add(file + ":" + p.line() + ":" + p.column() + ": " + p.text()));
        int more = problems.size() - MOST_SHOWN;
        if (more > 0) {
            lines.add(
                    file
                            + ": and "
                            + (problems.size() > MOST_KEPT ? "at least " : "")
                            + more
                            + " more "
                            + (more == 1 ? "problem" : "problems"));
        }
        lines.addAll(elsewhere);
        throw new InputException(lines);
    }
}
