package org.flowlab.node.spdy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyWindowUpdateFrame;
import java.util.LinkedHashSet;

/// A session's flow control, which all its streams share (SPDY/3.1 §2.6.8, stream 0): its two
/// windows, and the queue of streams that wait for the peer's window or for the carrier's buffer.
final class SessionFlow {
    private static final int WINDOW_BYTES = 1 << 20;

    private final Channel carrier;
    private final FrameWriter writer;
    private final SendWindow sendWindow = new SendWindow(SendWindow.INITIAL_BYTES);
    private final ReceiveWindow receiveWindow = new ReceiveWindow(WINDOW_BYTES, 0);
    private final LinkedHashSet<SpdyStreamChannel> blocked = new LinkedHashSet<>();
    private boolean pumping;

    SessionFlow(Channel carrier, FrameWriter writer) {
        this.carrier = carrier;
        this.writer = writer;
    }

    // ── what the peer sends ──

    /// Tells the peer how much more than the protocol's own window it may send.
    void begin() {
        updateWindow(0, WINDOW_BYTES - SendWindow.INITIAL_BYTES);
    }

    /// Counts DATA against the window, also if it is dropped later; false if it exceeds the window.
    boolean arrived(int n) {
        if (!receiveWindow.arrived(n)) {
            return false;
        }
        int delta = receiveWindow.read(n);
        if (delta > 0) {
            updateWindow(0, delta);
        }
        return true;
    }

    /// Lets the peer send more on a stream, or in the session where `streamId` is 0.
    void updateWindow(int streamId, int delta) {
        writer.answer(new DefaultSpdyWindowUpdateFrame(streamId, delta));
    }

    // ── what goes to the peer ──

    /// How many bytes of DATA may be sent now, by the session's window and the carrier's buffer.
    int room() {
        return writer.isClosed() || !carrier.isWritable() ? 0 : sendWindow.bytes();
    }

    boolean hasRoom() {
        return room() > 0;
    }

    /// Sends DATA for which there is [#room()].
    void send(int streamId, ByteBuf data, boolean last) {
        sendWindow.take(data.readableBytes());
        writer.write(new DefaultSpdyDataFrame(streamId, data).setLast(last));
    }

    /// The peer lets the session send more; false when the window exceeds its bounds.
    boolean windowGrows(int delta) {
        if (!sendWindow.grow(delta)) {
            return false;
        }
        pump();
        return true;
    }

    /// Resumes `stream` when there is room again, after those that already wait.
    void block(SpdyStreamChannel stream) {
        if (!writer.isClosed()) {
            blocked.add(stream);
        }
    }

    void unblock(SpdyStreamChannel stream) {
        blocked.remove(stream);
    }

    /// Lets waiting streams write, each in its turn.
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (hasRoom() && !blocked.isEmpty()) {
                blocked.removeFirst().resume();
            }
        } finally {
            pumping = false;
        }
    }

    /// Empties the queue, since the session is closed.
    void end() {
        blocked.clear();
    }
}
