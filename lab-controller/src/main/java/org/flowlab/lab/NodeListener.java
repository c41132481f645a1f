package org.flowlab.lab;

/// Learns what nodes say, and which programs end. Called by several threads; it must return at
/// once.
public interface NodeListener {
    /// A program that serves, or has no role, ended without being asked to.
    ///
    /// @param how its exit status and last words, as a sentence without a subject
    void ended(String node, String how);

    /// A client, proxy or origin of the lab said something for people to read.
    void said(String node, String text);
}
