package org.flowlab.yaml;

import java.util.List;

/// The user's input is wrong: each problem says where, what was found and what would be right.
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // the lists in use are serializable
    private final List<String> problems;

    public InputException(List<String> problems) {
        this(problems.stream().map(Printable::of).toList(), true);
    }

    public InputException(String problem) {
        this(List.of(problem));
    }

    private InputException(List<String> printable, boolean unused) {
        super(String.join("\n", printable));
        this.problems = List.copyOf(printable);
    }

    /// At least one, one line each, in the order of the file.
    public List<String> problems() {
        return problems;
    }
}
