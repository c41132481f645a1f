package org.flowlab.dissect;

import java.util.function.Consumer;

/// Turns frames into messages. Feed it in order of time: a frame is *sent* when it enters the first
/// wire on its way and *delivered* when it leaves the last one; a capture taken at one place has
/// both at once.
///
/// Not thread-safe. Never throws on what frames hold.
public final class Dissector {
    /// @param messages takes each message when it is complete at the receiver
    public Dissector(Consumer<Message> messages) {}

    /// Adds a line in the NSS key log format. Lines may come before or after the frames that they
    /// open, as long as they come before [#finish]; records whose keys are missing wait, within
    /// bounds.
    public void key(String line) {}

    /// A frame entered the wire.
    ///
    /// @param frame from the Ethernet header on
    public void sent(long nanos, byte[] frame) {}

    /// A frame entered the wire and was dropped there.
    public void lost(long nanos, byte[] frame) {}

    /// A frame reached its receiver.
    public void delivered(long nanos, byte[] frame) {}

    /// No more frames will come: tells what is still waiting, as `TlsUnread` and the like.
    public void finish() {}
}
