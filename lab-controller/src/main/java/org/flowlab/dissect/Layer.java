package org.flowlab.dissect;

/// A protocol over the two byte streams of its carrier. It takes bytes in order and reports
/// messages.
///
/// Never throws because of the bytes' values; the memory that it holds is bounded. After [#close]
/// it takes nothing.
interface Layer {
    /// Takes the next bytes of one direction, `b[offset, offset + length)`, at least one. They are
    /// valid only during the call.
    void bytes(boolean fromClient, byte[] b, int offset, int length, Trail trail);

    /// Takes note that bytes of this direction are missing here.
    ///
    /// @param passage of the bytes after the gap
    void gap(boolean fromClient, String reason, Passage passage);

    /// Ends this direction in the regular way of its carrier.
    void end(boolean fromClient, Passage passage);

    /// Ends both directions: nothing more comes. Called once; frees all memory.
    ///
    /// @param over true if the carrier has ended, so that a message that has begun will never be
    ///   complete; false if only the frames ended
    void close(boolean over);
}
