package org.flowlab.dissect;

/// A protocol over the two byte streams of what carries it. Takes bytes in order, reports messages.
///
/// Never throws on what the bytes say; what it holds is bounded. After [#close] it takes nothing.
interface Layer {
    /// The next bytes of one direction, `b[offset, offset + length)`, at least one. The caller's
    /// again when this returns.
    void bytes(boolean fromClient, byte[] b, int offset, int length, Trail trail);

    /// Bytes of this direction are missing here.
    ///
    /// @param passage of what came next
    void gap(boolean fromClient, String reason, Passage passage);

    /// This direction has ended as its carrier's rules have it.
    void end(boolean fromClient, Passage passage);

    /// Nothing more comes in either direction. Reported once; frees what is held.
    ///
    /// @param over whether what carries it has ended, so that a message that was begun never will
    ///   be complete; false if nobody looked on
    void close(boolean over);
}
