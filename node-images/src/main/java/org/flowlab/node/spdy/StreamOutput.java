package org.flowlab.node.spdy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyHeadersFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.util.concurrent.PromiseNotifier;
import java.nio.channels.ClosedChannelException;

/// The sending direction of a stream. It writes the channel's outbound buffer as frames, as far as
/// the windows and the carrier allow, until FIN.
final class StreamOutput {
    /// A message in the outbound buffer: FIN, after everything that was written before.
    static final Object FIN = new Object();

    /// The most bytes that, with the frame's header of 8 bytes, fit into one TLS record.
    private static final int MAX_FRAME_BYTES = 16_376;

    private final SpdyStreamChannel stream;
    private final SpdySession session;
    private final SendWindow window;
    private final ChannelPromise finWritten;

    private boolean ending;
    private boolean shutdown;

    StreamOutput(SpdyStreamChannel stream, SpdySession session) {
        this.stream = stream;
        this.session = session;
        this.window = new SendWindow(session.peerInitialWindow());
        this.finWritten = stream.newPromise();
    }

    /// Whether FIN was sent.
    boolean isShutdown() {
        return shutdown;
    }

    /// Ends the output at once, because SYN_STREAM had FIN.
    void neverOpens() {
        ending = true;
        ended(true);
    }

    /// Changes the send window; `delta` is negative if the peer lowered its initial window. False
    /// if the window exceeds 2³¹−1.
    boolean windowGrows(int delta) {
        return window.grow(delta);
    }

    /// Checks that a message may be written, and notes whether it ends the output.
    Object accept(Object message) {
        if (message == FIN) {
            return message;
        }
        if (ending) {
            throw new IllegalStateException(stream + ": write after FIN");
        }
        switch (message) {
            case ByteBuf data -> {}
            case SpdyDataFrame frame -> ending = frame.isLast();
            case SpdyHeadersFrame frame -> ending = frame.isLast();
            default ->
                    throw new UnsupportedOperationException(
                            stream + ": write " + message.getClass().getSimpleName());
        }
        return message;
    }

    /// Writes as much as there is room for. If the session has no room, the stream waits in its
    /// queue.
    void write(ChannelOutboundBuffer out) {
        while (true) {
            boolean wrote = false;
            while (writeOne(out)) {
                wrote = true;
            }
            if (wrote) {
                session.writer.flush();
            }
            if (out.current() == null || !stream.isOpen()) {
                break;
            }
            if (!session.flow.hasRoom()) {
                session.flow.block(stream);
                break;
            }
            if (window.bytes() <= 0) {
                break;
            }
        }
    }

    /// Writes a frame to the session; false if there is nothing to write or no room for it.
    private boolean writeOne(ChannelOutboundBuffer out) {
        Object message = out.current();
        if (message == null || !stream.isOpen()) {
            return false;
        }
        if (message instanceof SpdyHeadersFrame headers) {
            writeHeaders(out, headers);
            return true;
        }
        if (!stream.isLocal() && !stream.hasReply()) {
            out.remove(new IllegalStateException(stream + ": DATA before SYN_REPLY"));
            stream.reset(SpdyStreamStatus.INTERNAL_ERROR);
            return false;
        }
        if (message == FIN) {
            sendFin();
            ended(true);
            out.remove();
            return true;
        }
        boolean last = message instanceof SpdyDataFrame frame && frame.isLast();
        ByteBuf content =
                message instanceof SpdyDataFrame frame ? frame.content() : (ByteBuf) message;
        return writeData(out, content, last);
    }

    private void writeHeaders(ChannelOutboundBuffer out, SpdyHeadersFrame headers) {
        if (headers instanceof SpdySynReplyFrame) {
            stream.replied();
        }
        headers.setStreamId(stream.streamId());
        session.writer.control(headers);
        ended(headers.isLast());
        out.remove();
    }

    private boolean writeData(ChannelOutboundBuffer out, ByteBuf content, boolean last) {
        if (content.isReadable()) {
            int room = Math.min(window.bytes(), session.flow.room());
            int n = Math.min(Math.min(content.readableBytes(), room), MAX_FRAME_BYTES);
            if (n <= 0) {
                return false;
            }
            boolean whole = n == content.readableBytes();
            window.take(n);
            session.flow.send(stream.streamId(), content.readRetainedSlice(n), last && whole);
            out.progress(n);
            if (!whole) {
                return true;
            }
        } else if (last) {
            sendFin();
        }
        ended(last);
        out.remove();
        return true;
    }

    private void sendFin() {
        session.writer.control(new DefaultSpdyDataFrame(stream.streamId()).setLast(true));
    }

    private void ended(boolean last) {
        if (last) {
            shutdown = true;
            finWritten.trySuccess();
        }
    }

    /// Completes `promise` when FIN is sent. Returns true if the output was not ending yet; the
    /// caller must then write [#FIN].
    boolean endWith(ChannelPromise promise) {
        PromiseNotifier.cascade(finWritten, promise);
        if (ending || !stream.isOpen()) {
            return false;
        }
        ending = true;
        return true;
    }

    /// Sends FIN if it was not sent, because the channel closes with nothing left to write.
    void finish() {
        if (!shutdown) {
            shutdown = true;
            sendFin();
            session.writer.flush();
        }
    }

    /// Fails everything that waits for FIN, if it was not sent.
    void closed() {
        finWritten.tryFailure(new ClosedChannelException());
    }
}
