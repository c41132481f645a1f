package org.flowlab.dissect;

/// Bytes that one side sent over a byte stream.
record Said(boolean fromClient, byte[] bytes) {}
