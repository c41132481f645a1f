package org.flowlab.dissect;

import java.util.function.Consumer;

/// Turns frames into messages. Frames must come in order of time. A frame is *sent* when it enters
/// the first wire on its way, and *delivered* when it leaves the last one. In a capture taken at
/// one place, each frame is both at once.
///
/// Not thread-safe. Never throws because of what a frame holds.
public final class Dissector implements FrameListener {
    private final Dissection dissection;
    private final TcpReassembler reassembler;

    /// @param messages takes each message, when it is complete at the receiver
    public Dissector(Consumer<Message> messages) {
        this.dissection = new Dissection(messages);
        this.reassembler = new TcpReassembler(new TcpConversations(dissection));
    }

    /// Adds a line in the NSS key log format. A line may come before or after the frames that it
    /// opens, but before [#finish]. Records whose keys are missing wait, within memory bounds.
    public void key(String line) {
        dissection.key(line);
    }

    /// Takes a frame that entered the wire.
    ///
    /// @param frame bytes from the Ethernet header on
    public void sent(long nanos, byte[] frame) {
        sent(nanos, frame, 0, frame.length);
    }

    @Override
    public void sent(long nanos, byte[] buffer, int offset, int length) {
        reassembler.sent(nanos, buffer, offset, length);
    }

    /// Takes a frame that entered the wire and was dropped there.
    public void lost(long nanos, byte[] frame) {
        lost(nanos, frame, 0, frame.length);
    }

    @Override
    public void lost(long nanos, byte[] buffer, int offset, int length) {
        reassembler.lost(nanos, buffer, offset, length);
    }

    @Override
    public void damaged(long nanos, byte[] buffer, int offset, int length) {
        reassembler.damaged(nanos, buffer, offset, length);
    }

    @Override
    public void dropped(long nanos, byte[] buffer, int offset, int length) {
        reassembler.dropped(nanos, buffer, offset, length);
    }

    /// Takes a frame that reached its receiver.
    public void delivered(long nanos, byte[] frame) {
        delivered(nanos, frame, 0, frame.length);
    }

    @Override
    public void delivered(long nanos, byte[] buffer, int offset, int length) {
        reassembler.delivered(nanos, buffer, offset, length);
    }

    @Override
    public void seen(long nanos, byte[] buffer, int offset, int length) {
        reassembler.seen(nanos, buffer, offset, length);
    }

    /// Ends the dissection: reports what still waits, for example as `TlsUnread`.
    public void finish() {
        reassembler.finish();
        dissection.giveUpWaiting();
    }

    /// Counts of the frames so far, and of what was made of them.
    public FrameCounts counts() {
        return reassembler.counts();
    }
}
