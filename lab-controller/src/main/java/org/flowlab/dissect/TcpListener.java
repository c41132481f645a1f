package org.flowlab.dissect;

/// Takes what a [TcpReassembler] makes of frames. Calls come in the order in which things reached
/// their receivers.
interface TcpListener {

    enum Handshake {
        SYN,
        SYN_ACK,
        ACK
    }

    enum Closing {
        /// Both sides said FIN, and both were acknowledged.
        FINISHED,
        RESET,
        /// Another connection took the same addresses and ports.
        REPLACED,
        /// There were too many connections, and this one had been idle longest.
        EVICTED,
        /// The frames ended.
        END
    }

    /// A part of the three-way handshake reached its receiver for the first time. A connection that
    /// began before the first frame has none, or only the later ones.
    void handshake(TcpConnection connection, Handshake part, Passage passage);

    /// The next bytes of one direction, `buffer[offset, offset + length)`, at least one; they are
    /// the caller's again when this returns. [TcpConnection#passage] says how they travelled.
    ///
    /// @param streamOffset of the first byte, counted from the first byte after the SYN; where a
    ///   connection began before the first frame, from the first byte that was seen
    void data(
            TcpConnection connection,
            boolean fromClient,
            byte[] buffer,
            int offset,
            int length,
            long streamOffset);

    /// Bytes that will never come: frames are missing, or were cut short. What follows starts at
    /// `streamOffset + length`.
    ///
    /// @param length 0 if it is not known, which happens at stream offset 0 only: the connection
    ///   began before the first frame
    void gap(TcpConnection connection, boolean fromClient, long streamOffset, long length);

    /// Everything that this side had to say is reported.
    void fin(TcpConnection connection, boolean fromClient, Passage passage);

    /// A segment of this side reached its receiver, which ignored it: it changed nothing.
    ///
    /// @param flags of [org.flowlab.wire.tcp.TcpFlags]
    /// @param bytes of payload
    void ignored(
            TcpConnection connection,
            boolean fromClient,
            int flags,
            int bytes,
            Refusal why,
            Passage passage);

    /// This side gave the connection up.
    void reset(TcpConnection connection, boolean fromClient, Passage passage);

    /// Nothing more comes of this connection. Reported once for each.
    void closed(TcpConnection connection, Closing why);
}
