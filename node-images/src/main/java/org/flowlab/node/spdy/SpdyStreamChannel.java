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

/// A SPDY stream as a channel on its session's event loop: handlers for TCP work on it.
///
/// Inbound messages are the peer's [SpdyHeadersFrame]s (SYN_STREAM, SYN_REPLY, HEADERS) and
/// [ByteBuf]s. Outbound messages are [ByteBuf], [SpdyDataFrame] (its last flag ends the stream's
/// output in the same frame) and [SpdyHeadersFrame] (a server writes its SYN_REPLY first). DATA
/// waits in the channel's outbound buffer for the stream's and the session's window and for the
/// carrier, so [#isWritable()] covers all three. The peer's window grows only as messages leave for
/// the pipeline: with auto-read off, the peer stops after one window.
///
/// The peer's FIN is a [ChannelInputShutdownEvent], or closes the channel where
/// `ALLOW_HALF_CLOSURE` is off (it is on unless set). [#shutdownOutput()] sends FIN after all that
/// was written before. [#close()] is as on TCP: FIN where all was sent, RST_STREAM where bytes of
/// either direction are lost by it. The peer's RST_STREAM is a [SpdyStreamException] in the
/// pipeline, then the channel is inactive.
public final class SpdyStreamChannel extends AbstractChannel implements DuplexChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    private final SpdySession session;
    private final int streamId;
    private final boolean local;
    private final SpdyStreamConfig config;
    final StreamInput input;
    final StreamOutput output;

    /// The stream's opening and answer: DATA may follow the latter only (in its direction).
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

    /// Closes without the pipeline's handlers, which might write to a stream that has ended.
    void closeNow() {
        unsafe().close(newPromise());
    }

    /// Both directions have ended and all is read: nothing more can happen.
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

    /// Not supported by SPDY: a reader either reads or resets the stream.
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
            // A listener that closes the channel when FIN is written still finds FIN in the buffer.
            if (!output.isShutdown()
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
