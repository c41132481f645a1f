package org.flowlab.topology.yaml;

import java.util.List;

/// The user's input is wrong: each problem says where, what was found and what would be right.
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // the lists in use are serializable
    private final List<String> problems;

    public InputException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public InputException(String problem) {
        this(List.of(problem));
    }

    /// At least one, in the order of the file.
    public List<String> problems() {
        return problems;
    }
}
