package org.flowlab.dissect;

/// Bytes that one side said over a byte stream.
record Said(boolean fromClient, byte[] bytes) {}
