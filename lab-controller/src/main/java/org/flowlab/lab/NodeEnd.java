package org.flowlab.lab;

/// The end of a user's program that was not asked to end.
///
/// @param node the name of its node
/// @param how its exit status and last words, as a sentence without a subject
public record NodeEnd(String node, String how) {}
