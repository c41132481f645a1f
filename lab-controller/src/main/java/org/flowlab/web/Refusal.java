package org.flowlab.web;

/// A request that is refused for itself, before any service is asked. The message says why.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    /// The request asks for what only the user who runs the controller may do.
    static Refusal operatorOnly(String what) {
        return new Refusal(
                403,
                what
                        + " is for the user who runs the controller only: use ./lab, which proves it, or"
                        + " name a topology from the folder topologies/");
    }

    int status() {
        return status;
    }
}
