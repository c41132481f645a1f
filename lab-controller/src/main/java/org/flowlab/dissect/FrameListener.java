package org.flowlab.dissect;

/// Takes Ethernet frames in order of time. A frame is *sent* when it enters the first wire on its
/// way and *delivered* when it leaves the last one.
///
/// The bytes `buffer[offset, offset + length)` are valid only during the call.
public interface FrameListener {
    /// Takes a frame that entered the first wire on its way.
    void sent(long nanos, byte[] buffer, int offset, int length);

    /// Takes a frame that entered the first wire on its way and was dropped there.
    void lost(long nanos, byte[] buffer, int offset, int length);

    /// Takes a frame that the first wire on its way corrupted, so that its receiver discarded it.
    /// Its fields cannot be trusted.
    default void damaged(long nanos, byte[] buffer, int offset, int length) {
        lost(nanos, buffer, offset, length);
    }

    /// Takes a frame that was reported as sent and that a router, a switch or a later link dropped.
    /// The report comes later than the drop, and `buffer` may hold only the headers.
    default void dropped(long nanos, byte[] buffer, int offset, int length) {}

    /// Takes a frame that left the last wire on its way.
    void delivered(long nanos, byte[] buffer, int offset, int length);

    /// Takes a frame that was seen at one place on its way. It counts as sent and delivered at that
    /// time, as in a capture from elsewhere.
    void seen(long nanos, byte[] buffer, int offset, int length);
}
