package org.flowlab.yaml;

import java.util.List;

/// An error in the user's input. Each problem says where it is, what was found and what is allowed.
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

    /// The problems, at least one, in the order of the file; each is one line.
    public List<String> problems() {
        return problems;
    }
}
