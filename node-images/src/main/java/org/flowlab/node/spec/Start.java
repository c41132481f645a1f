package org.flowlab.node.spec;

/// The first line that a controller sends, after it has read the node's [Hello]. Commands follow.
///
/// @param leaseMillis the node ends if the controller sends nothing for so long, not even an empty
///   line; 0 if it never does, as when the controller runs in a debugger
/// @param node what the node is
public record Start(int leaseMillis, NodeSpec node) {
    public Start {
        if (leaseMillis < 0) {
            throw new IllegalArgumentException("a lease of " + leaseMillis + " ms");
        }
    }
}
