package org.flowlab.dissect;

/// Takes Ethernet frames in order of time. A frame is *sent* when it enters the first wire on its
/// way and *delivered* when it leaves the last one.
///
/// The bytes `buffer[offset, offset + length)` are the caller's again when the call returns.
public interface FrameListener {
    /// A frame entered the first wire on its way.
    void sent(long nanos, byte[] buffer, int offset, int length);

    /// A frame entered the first wire on its way and was dropped there.
    void lost(long nanos, byte[] buffer, int offset, int length);

    /// A frame entered the first wire on its way, which corrupted it so that its receiver discarded
    /// it. What it says cannot be trusted.
    default void damaged(long nanos, byte[] buffer, int offset, int length) {
        lost(nanos, buffer, offset, length);
    }

    /// A frame that was reported as sent was dropped behind a router or a switch. That is found out
    /// later, and `buffer` may have only its headers.
    default void dropped(long nanos, byte[] buffer, int offset, int length) {}

    /// A frame left the last wire on its way.
    void delivered(long nanos, byte[] buffer, int offset, int length);

    /// A frame was seen on its way, at one place: sent and delivered at once, as in a capture from
    /// elsewhere.
    void seen(long nanos, byte[] buffer, int offset, int length);
}
