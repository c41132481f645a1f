package org.flowlab.flow;

/// A part in a flow; one node plays it.
public enum Role {
    CLIENT("C", "Client"),
    PROXY("P", "Proxy"),
    ORIGIN("O", "Origin Server");

    private final String letter;
    private final String title;

    Role(String letter, String title) {
        this.letter = letter;
        this.title = title;
    }

    /// One letter, as in `C→P`.
    public String letter() {
        return letter;
    }

    /// The heading of its lifeline in a diagram.
    public String title() {
        return title;
    }
}
