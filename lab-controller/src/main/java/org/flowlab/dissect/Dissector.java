package org.flowlab.dissect;

import java.util.function.Consumer;

/// Turns frames into messages. Feed it in order of time: a frame is *sent* when it enters the first
/// wire on its way and *delivered* when it leaves the last one; a capture taken at one place has
/// both at once.
///
/// Not thread-safe. Never throws on what frames hold.
public final class Dissector implements FrameListener {
    private final Dissection dissection;
    private final TcpReassembler reassembler;

    /// @param messages takes each message when it is complete at the receiver
    public Dissector(Consumer<Message> messages) {
        this.dissection = new Dissection(messages);
        this.reassembler = new TcpReassembler(new TcpConversations(dissection));
    }

    /// Adds a line in the NSS key log format. Lines may come before or after the frames that they
    /// open, as long as they come before [#finish]; records whose keys are missing wait, within
    /// bounds.
    public void key(String line) {
        dissection.key(line);
    }

    /// A frame entered the wire.
    ///
    /// @param frame from the Ethernet header on
    public void sent(long nanos, byte[] frame) {
        sent(nanos, frame, 0, frame.length);
    }

    @Override
    public void sent(long nanos, byte[] buffer, int offset, int length) {
        reassembler.sent(nanos, buffer, offset, length);
    }

    /// A frame entered the wire and was dropped there.
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

    /// A frame reached its receiver.
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

    /// No more frames will come: reports what is still waiting, as `TlsUnread` and the like.
    public void finish() {
        reassembler.finish();
        dissection.giveUpWaiting();
    }

    /// What was made of the frames so far.
    public FrameCounts counts() {
        return reassembler.counts();
    }
}
