package org.flowlab.dissect;

/// Takes what a [TcpReassembler] finds in frames. Calls come in the order in which things reached
/// their receivers.
interface TcpListener {

    enum Handshake {
        SYN,
        SYN_ACK,
        ACK
    }

    enum Closing {
        /// Both sides sent a FIN, and both were acknowledged.
        FINISHED,
        RESET,
        /// Another connection took the same addresses and ports.
        REPLACED,
        /// There were too many connections, and this one had been idle longest.
        EVICTED,
        /// The frames ended.
        END
    }

    /// Called when a part of the three-way handshake reached its receiver for the first time. It is
    /// not called for parts that came before the first frame.
    void handshake(TcpConnection connection, Handshake part, Passage passage);

    /// Takes the next bytes of one direction, `buffer[offset, offset + length)`, at least one. They
    /// are valid only during the call. [TcpConnection#passage] says how they travelled.
    ///
    /// @param streamOffset of the first byte, counted from the first byte after the SYN; if the
    ///   connection began before the first frame, from the first byte that was seen
    void data(
            TcpConnection connection,
            boolean fromClient,
            byte[] buffer,
            int offset,
            int length,
            long streamOffset);

    /// Called for bytes that will never come, because frames are missing or were cut short. What
    /// follows starts at `streamOffset + length`.
    ///
    /// @param length 0 if it is not known: only at stream offset 0 of a connection that began
    ///   before the first frame
    void gap(TcpConnection connection, boolean fromClient, long streamOffset, long length);

    /// Called when everything that this side sent has been reported.
    void fin(TcpConnection connection, boolean fromClient, Passage passage);

    /// Called when a segment of this side reached its receiver, which ignored it. It changed
    /// nothing.
    ///
    /// @param flags bits of [org.flowlab.wire.tcp.TcpFlags]
    /// @param bytes length of the payload
    void ignored(
            TcpConnection connection,
            boolean fromClient,
            int flags,
            int bytes,
            Refusal why,
            Passage passage);

    /// Called when this side reset the connection.
    void reset(TcpConnection connection, boolean fromClient, Passage passage);

    /// Called once when a connection ends; nothing more comes from it.
    void closed(TcpConnection connection, Closing why);
}
