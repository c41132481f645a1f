package org.flowlab.lab.runtime;

import org.flowlab.node.spec.Event;

/// Learns what a node says, and when it ends. Called on threads of the node's host; it must not
/// block.
public interface HostedNodeListener {
    void said(Event event);

    /// The node ended, without being [closed][HostedNode#close]. Nothing is said after that.
    ///
    /// @param how its exit status, the reason and its last words, as a sentence without a subject:
    ///   `ended with status 1, its output ends: "…"`
    void ended(String how);
}
