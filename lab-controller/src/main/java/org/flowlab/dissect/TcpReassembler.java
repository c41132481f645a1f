package org.flowlab.dissect;

/// Frames to the byte streams of TCP connections, in order and without repetition, with the passage
/// of every byte over the wire.
///
/// Holds what waits for a missing byte, and the sendings of what is not acknowledged: bounded per
/// connection and in total by [Limits], whatever the frames hold and however many there are.
/// Checksums are not looked at (offloading leaves them blank): a frame that a wire is known to have
/// corrupted is to be told as lost.
///
/// Not thread-safe. Never throws on what frames hold; what the listener throws passes through.
final class TcpReassembler implements FrameSink {

    /// @param connections kept at once; the one idle longest makes room
    /// @param bufferedBytes of one direction that wait for a missing byte
    /// @param totalBufferedBytes the same of all connections together
    record Limits(int connections, int bufferedBytes, long totalBufferedBytes) {
        static final Limits DEFAULT = new Limits(65_536, 16 << 20, 128L << 20);
    }

    TcpReassembler(TcpListener listener) {
        this(listener, Limits.DEFAULT);
    }

    TcpReassembler(TcpListener listener, Limits limits) {}

    @Override
    public void sent(long nanos, byte[] buffer, int offset, int length) {}

    @Override
    public void lost(long nanos, byte[] buffer, int offset, int length) {}

    @Override
    public void delivered(long nanos, byte[] buffer, int offset, int length) {}

    @Override
    public void seen(long nanos, byte[] buffer, int offset, int length) {}

    /// No more frames will come: tells what still waits behind holes, and closes every connection.
    void finish() {}

    FrameCounts counts() {
        return new FrameCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
