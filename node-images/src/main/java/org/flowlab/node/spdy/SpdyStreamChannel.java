package org.flowlab.node.spdy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyHeadersFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.PromiseNotifier;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A SPDY stream as a channel on its session's event loop: what runs on TCP runs here.
///
/// Inbound messages are the peer's [SpdyHeadersFrame]s (SYN_STREAM, SYN_REPLY, HEADERS) and
/// [ByteBuf]s. Outbound messages are [ByteBuf], [SpdyDataFrame] (its last flag ends the stream's
/// output in the same frame) and [SpdyHeadersFrame] (a server writes its SYN_REPLY first). DATA
/// waits in the channel's outbound buffer for the stream's and the session's window and for the
/// carrier, so [#isWritable()] tells of all three. The peer's window grows only as messages leave
/// for the pipeline: with auto-read off, the peer stops after one window.
///
/// The peer's FIN is a [ChannelInputShutdownEvent], or closes the channel where
/// `ALLOW_HALF_CLOSURE` is off (it is on unless set). [#shutdownOutput()] sends FIN after all that
/// was written before. [#close()] is as on TCP: FIN where all was sent, RST_STREAM where bytes of
/// either direction are lost by it. The peer's RST_STREAM is a [SpdyStreamException] in the
/// pipeline, then the channel is inactive.
public final class SpdyStreamChannel extends AbstractChannel implements DuplexChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    /// With the frame's header just one TLS record.
    private static final int MAX_FRAME_BYTES = 16_376;

    private static final int MAX_QUEUED_HEADERS = 16;
    private static final Object FIN = new Object();

    private final SpdySession session;
    private final int streamId;
    private final boolean local;
    private final SpdyStreamConfig config;
    private final ArrayDeque<Object> inbound = new ArrayDeque<>();
    final SendWindow sendWindow;
    private final ReceiveWindow receiveWindow;

    private @Nullable ByteBuf collector;
    private int queuedHeaders;
    private boolean readPending;
    private boolean delivering;
    private boolean completePending;

    /// The stream's opening and answer: DATA may follow the latter only (in its direction).
    private boolean replied;

    private boolean inputEnded;
    private boolean inputShutdown;
    private boolean outputEnding;
    private boolean outputShutdown;
    private boolean lossyClose;
    private boolean reset;
    private final ChannelPromise finWritten = newPromise();
    private volatile boolean open = true;

    SpdyStreamChannel(SpdySession session, int streamId, boolean local) {
        super(session.carrier());
        this.session = session;
        this.streamId = streamId;
        this.local = local;
        this.config = new SpdyStreamConfig(this, session.streamBufferBytes());
        this.sendWindow = new SendWindow(session.peerInitialWindow());
        this.receiveWindow =
                new ReceiveWindow(session.streamBufferBytes(), SendWindow.INITIAL_BYTES);
    }

    public int streamId() {
        return streamId;
    }

    public SpdySession session() {
        return session;
    }

    /// Ends the stream at once in both directions with RST_STREAM; what was not sent is dropped.
    public void reset(SpdyStreamStatus status) {
        if (!eventLoop().inEventLoop()) {
            eventLoop().execute(() -> reset(status));
            return;
        }
        if (open && !reset) {
            reset = true;
            session.sendReset(streamId, status);
            closeNow();
        }
    }

    // ── from the session ──

    boolean isLocal() {
        return local;
    }

    boolean hasReply() {
        return replied;
    }

    void replied() {
        replied = true;
    }

    boolean inputEnded() {
        return inputEnded;
    }

    boolean outputEnded() {
        return outputShutdown;
    }

    void outputNeverOpens() {
        outputEnding = true;
        ended(true);
    }

    void headersArrived(SpdyHeadersFrame frame) {
        if (++queuedHeaders > MAX_QUEUED_HEADERS) {
            failed(SpdyStreamStatus.FLOW_CONTROL_ERROR, "too many HEADERS unread");
            return;
        }
        collector = null;
        inbound.add(frame);
        arrived(frame.isLast());
    }

    /// Takes over `data`.
    void dataArrived(ByteBuf data, boolean last) {
        if (!receiveWindow.arrived(data.readableBytes())) {
            data.release();
            failed(SpdyStreamStatus.FLOW_CONTROL_ERROR, "the peer exceeds the window");
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

    /// A slice keeps the whole buffer that it was read with: small ones are copied together, so
    /// that a queue costs about what it holds.
    private void queue(ByteBuf data) {
        int n = data.readableBytes();
        if (n >= 2048) {
            collector = null;
            inbound.add(data);
            return;
        }
        ByteBuf c = collector;
        if (c == null || c.writableBytes() < n) {
            c = alloc().buffer(4096, 4096);
            collector = c;
            inbound.add(c);
        }
        c.writeBytes(data);
        data.release();
    }

    private void arrived(boolean last) {
        if (last) {
            inputEnded = true;
            collector = null;
            inbound.add(FIN);
        }
        deliver();
    }

    /// After the session's last frame of one read.
    void readCompleted() {
        if (completePending) {
            completePending = false;
            pipeline().fireChannelReadComplete();
        }
    }

    /// The peer broke the protocol on this stream.
    void failed(SpdyStreamStatus status, String reason) {
        if (open) {
            session.sendReset(streamId, status);
            aborted(new SpdyStreamException(streamId, status, false, reason));
        }
    }

    /// The peer, or the loss of the session, ended the stream.
    void aborted(Throwable cause) {
        if (!open) {
            return;
        }
        reset = true;
        releaseInbound();
        pipeline().fireExceptionCaught(cause);
        closeNow();
    }

    /// Past the pipeline's handlers, which may want to say farewell on a stream that has ended.
    private void closeNow() {
        unsafe().close(newPromise());
    }

    void resume() {
        ((StreamUnsafe) unsafe()).resume();
    }

    // ── reading ──

    @Override
    protected void doBeginRead() {
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
            while (open && readPending && !inbound.isEmpty()) {
                readPending = false;
                do {
                    deliverOne(inbound.remove());
                } while (open && config.isAutoRead() && !inbound.isEmpty());
                completeRead();
            }
        } finally {
            delivering = false;
        }
    }

    /// Within the session's read, one completion serves all its frames. With auto-read, the stream
    /// goes on reading in between.
    private void completeRead() {
        if (open && session.isReading()) {
            completePending = true;
            session.completeLater(this);
            if (config.isAutoRead()) {
                readPending = true;
            }
        } else {
            pipeline().fireChannelReadComplete();
        }
    }

    private void deliverOne(Object message) {
        if (message == FIN) {
            inputShutdown();
        } else if (message instanceof ByteBuf data) {
            if (inbound.isEmpty()) {
                collector = null;
            }
            int n = data.readableBytes();
            pipeline().fireChannelRead(data);
            if (open && !inputEnded) {
                int delta = receiveWindow.read(n);
                if (delta > 0) {
                    session.sendWindowUpdate(streamId, delta);
                }
            }
        } else {
            queuedHeaders--;
            pipeline().fireChannelRead(message);
        }
    }

    private void inputShutdown() {
        inputShutdown = true;
        if (!config.isAllowHalfClosure()) {
            closeNow();
            return;
        }
        pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
        closeIfBothEnded();
    }

    /// Both directions have ended and all is read: nothing more can happen.
    private void closeIfBothEnded() {
        if (open && inputShutdown && outputShutdown) {
            closeNow();
        }
    }

    // ── writing ──

    @Override
    protected Object filterOutboundMessage(Object message) {
        if (message == FIN) {
            return message;
        }
        if (outputEnding) {
            throw new IllegalStateException(this + ": write after FIN");
        }
        switch (message) {
            case ByteBuf data -> {}
            case SpdyDataFrame frame -> outputEnding = frame.isLast();
            case SpdyHeadersFrame frame -> outputEnding = frame.isLast();
            default ->
                    throw new UnsupportedOperationException(
                            this + ": write " + message.getClass().getSimpleName());
        }
        return message;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) {
        while (true) {
            boolean wrote = false;
            while (writeOne(out)) {
                wrote = true;
            }
            if (wrote) {
                session.flush();
            }
            if (out.current() == null || !open) {
                break;
            }
            if (!session.canWriteData()) {
                session.block(this);
                break;
            }
            if (sendWindow.bytes() <= 0) {
                break;
            }
        }
        closeIfBothEnded();
    }

    /// Writes a frame to the session; false when there is nothing to write or no room for it.
    private boolean writeOne(ChannelOutboundBuffer out) {
        Object message = out.current();
        if (message == null || !open) {
            return false;
        }
        if (message instanceof SpdyHeadersFrame headers) {
            replied |= headers instanceof SpdySynReplyFrame;
            headers.setStreamId(streamId);
            session.send(headers);
            ended(headers.isLast());
            out.remove();
            return true;
        }
        if (!local && !replied) {
            out.remove(new IllegalStateException(this + ": DATA before SYN_REPLY"));
            reset(SpdyStreamStatus.INTERNAL_ERROR);
            return false;
        }
        if (message == FIN) {
            session.send(new DefaultSpdyDataFrame(streamId).setLast(true));
            ended(true);
            out.remove();
            return true;
        }
        boolean last = message instanceof SpdyDataFrame frame && frame.isLast();
        ByteBuf content =
                message instanceof SpdyDataFrame frame ? frame.content() : (ByteBuf) message;
        return writeData(out, content, last);
    }

    private boolean writeData(ChannelOutboundBuffer out, ByteBuf content, boolean last) {
        if (content.isReadable()) {
            int room = Math.min(sendWindow.bytes(), session.dataRoom());
            int n = Math.min(Math.min(content.readableBytes(), room), MAX_FRAME_BYTES);
            if (n <= 0) {
                return false;
            }
            boolean whole = n == content.readableBytes();
            sendWindow.take(n);
            session.sendData(streamId, content.readRetainedSlice(n), last && whole);
            out.progress(n);
            if (!whole) {
                return true;
            }
        } else if (last) {
            session.send(new DefaultSpdyDataFrame(streamId).setLast(true));
        }
        ended(last);
        out.remove();
        return true;
    }

    private void ended(boolean last) {
        if (last) {
            outputShutdown = true;
            finWritten.trySuccess();
        }
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        if (!eventLoop().inEventLoop()) {
            eventLoop().execute(() -> shutdownOutput(promise));
            return promise;
        }
        PromiseNotifier.cascade(finWritten, promise);
        if (!outputEnding && open) {
            outputEnding = true;
            unsafe().write(FIN, newPromise());
            unsafe().flush();
            pipeline().fireUserEventTriggered(ChannelOutputShutdownEvent.INSTANCE);
        }
        return promise;
    }

    // ── ending ──

    @Override
    protected void doClose() {
        if (!open) {
            return;
        }
        open = false;
        boolean unread = !inbound.isEmpty() && inbound.peek() != FIN;
        releaseInbound();
        if (!reset && (lossyClose || unread || !replied)) {
            reset = true;
            session.sendReset(streamId, SpdyStreamStatus.CANCEL);
        } else if (!reset && !outputShutdown) {
            outputShutdown = true;
            session.send(new DefaultSpdyDataFrame(streamId, Unpooled.EMPTY_BUFFER).setLast(true));
            session.flush();
        }
        finWritten.tryFailure(new ClosedChannelException());
        session.streamClosed(this, reset);
    }

    @Override
    protected void doShutdownOutput() {
        reset(SpdyStreamStatus.INTERNAL_ERROR);
    }

    private void releaseInbound() {
        collector = null;
        for (Object message : inbound) {
            ReferenceCountUtil.release(message);
        }
        inbound.clear();
    }

    @Override
    public boolean isInputShutdown() {
        return inputShutdown || !open;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown || !open;
    }

    @Override
    public boolean isShutdown() {
        return isInputShutdown() && isOutputShutdown();
    }

    /// Not of SPDY: a stream's reader either reads or resets.
    @Override
    public ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        return promise.setFailure(new UnsupportedOperationException("shutdownInput"));
    }

    @Override
    public ChannelFuture shutdown() {
        return close();
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        return close(promise);
    }

    // ── what a channel must have ──

    @Override
    public Channel parent() {
        return session.carrier();
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new StreamUnsafe();
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop == session.carrier().eventLoop();
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return session.carrier().localAddress();
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return session.carrier().remoteAddress();
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("bind");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    public String toString() {
        return "SPDY stream " + streamId + " of " + session.carrier();
    }

    private final class StreamUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            promise.setFailure(new UnsupportedOperationException("connect"));
        }

        @Override
        public void close(ChannelPromise promise) {
            ChannelOutboundBuffer out = outboundBuffer();
            // Whoever closes when FIN is written finds it in the buffer still.
            if (!outputShutdown
                    && out != null
                    && (!out.isEmpty() || out.totalPendingWriteBytes() > 0)) {
                lossyClose = true;
            }
            super.close(promise);
        }

        /// Writes what was flushed and waited for a window or for the carrier.
        void resume() {
            if (open) {
                flush0();
            }
        }
    }

    /// The error of everything that waits on a session that has gone.
    static ClosedChannelException sessionGone(@Nullable Throwable cause) {
        ClosedChannelException gone = new ClosedChannelException();
        if (cause != null) {
            gone.initCause(cause);
        }
        return gone;
    }
}
