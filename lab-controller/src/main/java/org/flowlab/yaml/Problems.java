package org.flowlab.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Collects what is wrong with a file, so that all of it is told at once; where everything is wrong
/// it gives up early. Not thread-safe.
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

    /// @param line from 1
    /// @param column from 1
    /// @throws InputException where this is one too many
    void add(int line, int column, String text) {
        problems.add(new Problem(line, column, text + Lookalikes.note(text)));
        if (problems.size() > MOST_KEPT) {
            check();
        }
    }

    /// Adds what is wrong with another file, on which this one depends.
    public void addAll(InputException other) {
        elsewhere.addAll(other.problems());
    }

    public boolean any() {
        return !problems.isEmpty() || !elsewhere.isEmpty();
    }

    /// @throws InputException where there is a problem
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
