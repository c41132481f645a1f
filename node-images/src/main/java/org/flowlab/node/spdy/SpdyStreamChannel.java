package org.flowlab.node.spdy;

import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// A SPDY stream as a channel on its session's event loop. Handlers written for TCP work on it.
///
/// Inbound messages are the peer's [SpdyHeadersFrame]s (SYN_STREAM, SYN_REPLY, HEADERS) and
/// [ByteBuf]s. Outbound messages are [ByteBuf]; [SpdyDataFrame], whose last flag ends the stream's
/// output in the same frame; and [SpdyHeadersFrame], of which a server writes its SYN_REPLY first.
/// DATA waits in the channel's outbound buffer for the stream's window, the session's window and
/// the carrier, so [#isWritable()] covers all three. The peer's window grows only when messages are
/// passed to the pipeline: if auto-read is off, the peer stops after one window.
///
/// The peer's FIN is a [ChannelInputShutdownEvent]; if `ALLOW_HALF_CLOSURE` is off (the default is
/// on), it closes the channel instead. [#shutdownOutput()] sends FIN after everything written
/// before. [#close()] works as on TCP: it sends FIN if everything was sent and read, and RST_STREAM
/// if bytes of either direction are lost. The peer's RST_STREAM is a [SpdyStreamException] in the
/// pipeline; after it the channel is inactive.
public final class SpdyStreamChannel extends AbstractChannel implements DuplexChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    private final SpdySession session;
    private final int streamId;
    private final boolean local;
    private final SpdyStreamConfig config;
    final StreamInput input;
    final StreamOutput output;

    /// Whether SYN_REPLY was sent or received. The replying side may send DATA only after it.
    private boolean replied;

    private boolean lossyClose;
    private boolean reset;
    private volatile boolean open = true;

    SpdyStreamChannel(SpdySession session, int streamId, boolean local) {
        super(session.carrier());
        this.session = session;
        this.streamId = streamId;
        this.local = local;
        this.config = new SpdyStreamConfig(this, session.streamBufferBytes());
        this.input = new StreamInput(this, session, config);
        this.output = new StreamOutput(this, session);
    }

    public int streamId() {
        return streamId;
    }

    public SpdySession session() {
        return session;
    }

    /// Ends the stream at once in both directions with RST_STREAM; data that was not sent is
    /// dropped.
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

    /// Resets the stream, because the peer broke the protocol on it.
    void failed(SpdyStreamStatus status, String reason) {
        if (open) {
            session.sendReset(streamId, status);
            aborted(new SpdyStreamException(streamId, status, false, reason));
        }
    }

    /// Closes the stream, because the peer or the loss of the session ended it.
    void aborted(Throwable cause) {
        if (!open) {
            return;
        }
        reset = true;
        input.release();
        pipeline().fireExceptionCaught(cause);
        closeNow();
    }

    void resume() {
        ((StreamUnsafe) unsafe()).resume();
    }

    // ── reading and writing ──

    @Override
    protected void doBeginRead() {
        input.read();
    }

    @Override
    protected Object filterOutboundMessage(Object message) {
        return output.accept(message);
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) {
        output.write(out);
        closeIfBothEnded();
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
        if (output.endWith(promise)) {
            unsafe().write(StreamOutput.FIN, newPromise());
            unsafe().flush();
            pipeline().fireUserEventTriggered(ChannelOutputShutdownEvent.INSTANCE);
        }
        return promise;
    }

    // ── ending ──

    /// Closes without asking the pipeline's handlers, which might write to the ended stream.
    void closeNow() {
        unsafe().close(newPromise());
    }

    /// Closes if both directions have ended and everything was read: nothing more can happen.
    void closeIfBothEnded() {
        if (open && input.isShutdown() && output.isShutdown()) {
            closeNow();
        }
    }

    @Override
    protected void doClose() {
        if (!open) {
            return;
        }
        open = false;
        boolean unread = input.hasUnread();
        input.release();
        if (!reset && (lossyClose || unread || !replied)) {
            reset = true;
            session.sendReset(streamId, SpdyStreamStatus.CANCEL);
        } else if (!reset) {
            output.finish();
        }
        output.closed();
        session.streamClosed(this, reset);
    }

    @Override
    protected void doShutdownOutput() {
        reset(SpdyStreamStatus.INTERNAL_ERROR);
    }

    @Override
    public boolean isInputShutdown() {
        return input.isShutdown() || !open;
    }

    @Override
    public boolean isOutputShutdown() {
        return output.isShutdown() || !open;
    }

    @Override
    public boolean isShutdown() {
        return isInputShutdown() && isOutputShutdown();
    }

    /// Always fails: on SPDY a reader either reads or resets the stream.
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
            // FIN's listener may close the channel while the sent FIN is still in the buffer.
            if (!output.isShutdown()
                    && out != null
                    && (!out.isEmpty() || out.totalPendingWriteBytes() > 0)) {
                lossyClose = true;
            }
            super.close(promise);
        }

        /// Writes flushed data that waited for a window or for the carrier.
        void resume() {
            if (open) {
                flush0();
            }
        }
    }

    /// The error for everything that waits on a closed session.
    static ClosedChannelException sessionGone(@Nullable Throwable cause) {
        ClosedChannelException gone = new ClosedChannelException();
        if (cause != null) {
            gone.initCause(cause);
        }
        return gone;
    }
}
