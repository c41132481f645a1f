package org.flowlab.node.spdy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.spdy.SpdyHeadersFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The receiving direction of a stream. It queues what arrives until the pipeline reads it,
/// enlarges the peer's window when data is read, and reports the peer's FIN to the pipeline after
/// all data.
final class StreamInput {
    private static final int MAX_QUEUED_HEADERS = 16;
    private static final Object FIN = new Object();

    private final SpdyStreamChannel stream;
    private final SpdySession session;
    private final SpdyStreamConfig config;
    private final ReceiveWindow window;
    private final ArrayDeque<Object> inbound = new ArrayDeque<>();

    private @Nullable ByteBuf collector;
    private int queuedHeaders;
    private boolean readPending;
    private boolean delivering;
    private boolean completePending;
    private boolean ended;
    private boolean shutdown;

    StreamInput(SpdyStreamChannel stream, SpdySession session, SpdyStreamConfig config) {
        this.stream = stream;
        this.session = session;
        this.config = config;
        this.window = new ReceiveWindow(session.streamBufferBytes(), SendWindow.INITIAL_BYTES);
    }

    /// Whether the peer's FIN has arrived.
    boolean hasEnded() {
        return ended;
    }

    /// Whether the pipeline has read everything, including the peer's FIN.
    boolean isShutdown() {
        return shutdown;
    }

    boolean hasUnread() {
        return !inbound.isEmpty() && inbound.peek() != FIN;
    }

    // ── from the session ──

    void headersArrived(SpdyHeadersFrame frame) {
        if (++queuedHeaders > MAX_QUEUED_HEADERS) {
            stream.failed(
                    SpdyStreamStatus.FLOW_CONTROL_ERROR,
                    "more than " + MAX_QUEUED_HEADERS + " HEADERS are unread");
            return;
        }
        collector = null;
        inbound.add(frame);
        arrived(frame.isLast());
    }

    /// Queues `data` and takes ownership of it.
    void dataArrived(ByteBuf data, boolean last) {
        if (!window.arrived(data.readableBytes())) {
            data.release();
            stream.failed(SpdyStreamStatus.FLOW_CONTROL_ERROR, "the peer exceeds the window");
            return;
        }
        if (!data.isReadable()) {
            data.release();
        } else if (readPending && inbound.isEmpty()) {
            inbound.add(data);
        } else {
            queue(data);
        }
        arrived(last);
    }

    /// Queues data; small pieces are copied together. A slice keeps the whole buffer that it was
    /// read with, so without the copy many small slices would hold far more memory than data.
    private void queue(ByteBuf data) {
        int n = data.readableBytes();
        if (n >= 2048) {
            collector = null;
            inbound.add(data);
            return;
        }
        ByteBuf c = collector;
        if (c == null || c.writableBytes() < n) {
            c = stream.alloc().buffer(4096, 4096);
            collector = c;
            inbound.add(c);
        }
        c.writeBytes(data);
        data.release();
    }

    private void arrived(boolean last) {
        if (last) {
            ended = true;
            collector = null;
            inbound.add(FIN);
        }
        deliver();
    }

    /// Fires the read completion that [#completeRead] put off, at the end of the session's read.
    void readCompleted() {
        if (completePending) {
            completePending = false;
            stream.pipeline().fireChannelReadComplete();
        }
    }

    // ── to the pipeline ──

    void read() {
        readPending = true;
        deliver();
    }

    void stopReading() {
        readPending = false;
    }

    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            while (stream.isOpen() && readPending && !inbound.isEmpty()) {
                readPending = false;
                do {
                    deliverOne(inbound.remove());
                } while (stream.isOpen() && config.isAutoRead() && !inbound.isEmpty());
                completeRead();
            }
        } finally {
            delivering = false;
        }
    }

    /// Completes a read. During a read of the session, it puts the completion off, so that one
    /// completion serves all frames; with auto-read, the stream reads on until then.
    private void completeRead() {
        if (stream.isOpen() && session.isReading()) {
            completePending = true;
            session.completeLater(this);
            if (config.isAutoRead()) {
                readPending = true;
            }
        } else {
            stream.pipeline().fireChannelReadComplete();
        }
    }

    private void deliverOne(Object message) {
        if (message == FIN) {
            shutdown();
        } else if (message instanceof ByteBuf data) {
            if (inbound.isEmpty()) {
                collector = null;
            }
            int n = data.readableBytes();
            stream.pipeline().fireChannelRead(data);
            if (stream.isOpen() && !ended) {
                int delta = window.read(n);
                if (delta > 0) {
                    session.flow.updateWindow(stream.streamId(), delta);
                }
            }
        } else {
            queuedHeaders--;
            stream.pipeline().fireChannelRead(message);
        }
    }

    private void shutdown() {
        shutdown = true;
        if (!config.isAllowHalfClosure()) {
            stream.closeNow();
            return;
        }
        stream.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        stream.pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
        stream.closeIfBothEnded();
    }

    /// Drops what is left in the queue.
    void release() {
        collector = null;
        for (Object message : inbound) {
            ReferenceCountUtil.release(message);
        }
        inbound.clear();
    }
}
