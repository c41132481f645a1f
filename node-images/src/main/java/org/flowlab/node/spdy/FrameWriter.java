package org.flowlab.node.spdy;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Writes a session's frames to its carrier, on the carrier's event loop. The windows and the
/// carrier's buffer limit DATA (see [SessionFlow#room()]); this class limits the other frames.
/// Answers to frames of one read are flushed together at the end of that read.
final class FrameWriter {
    /// The most frames other than DATA that wait for a peer that does not read.
    private static final int MAX_PENDING_CONTROLS = 1_000;

    private final Channel carrier;
    private final Runnable unread;
    private @Nullable ChannelHandlerContext ctx;
    private int pendingControls;
    private boolean reading;
    private boolean flushAfterRead;
    private boolean closed;

    /// @param unread called later on the event loop if too many frames wait, because the peer does
    ///   not read the answers to its frames; may be called more than once
    FrameWriter(Channel carrier, Runnable unread) {
        this.carrier = carrier;
        this.unread = unread;
    }

    void attached(ChannelHandlerContext handlerCtx) {
        ctx = handlerCtx;
    }

    boolean isAttached() {
        return ctx != null;
    }

    /// Writes a frame that is limited elsewhere. Drops it if the writer is closed.
    ChannelFuture write(SpdyFrame frame) {
        if (closed) {
            ReferenceCountUtil.release(frame);
            return carrier.newFailedFuture(SpdyStreamChannel.sessionGone(null));
        }
        return context().write(frame);
    }

    /// Writes a frame that no window limits. If too many wait, drops it and calls `unread`.
    void control(SpdyFrame frame) {
        if (!closed && pendingControls >= MAX_PENDING_CONTROLS) {
            ReferenceCountUtil.release(frame);
            // Later, because a stream may be in the middle of a write.
            carrier.eventLoop().execute(unread);
            return;
        }
        pendingControls++;
        write(frame).addListener(written -> pendingControls--);
    }

    /// Writes an answer to the peer, and flushes it with the other answers of the same read.
    void answer(SpdyFrame frame) {
        control(frame);
        flushSoon();
    }

    void flush() {
        if (!closed) {
            context().flush();
        }
    }

    /// Flushes now, or at the end of the current read.
    private void flushSoon() {
        if (reading) {
            flushAfterRead = true;
        } else {
            flush();
        }
    }

    boolean isReading() {
        return reading;
    }

    void readStarted() {
        reading = true;
    }

    void readEnded() {
        reading = false;
    }

    void flushIfPutOff() {
        if (flushAfterRead) {
            flushAfterRead = false;
            context().flush();
        }
    }

    /// Drops every later frame.
    void close() {
        closed = true;
    }

    /// Closes the carrier when everything written was sent, at the latest after `withinMillis`.
    void closeCarrier(int withinMillis) {
        // Bypasses the codec, which accepts frames only.
        carrier.pipeline()
                .context(SpdyFrameCodec.class)
                .writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(ChannelFutureListener.CLOSE);
        Future<?> tooLate =
                carrier.eventLoop()
                        .schedule(() -> carrier.close(), withinMillis, TimeUnit.MILLISECONDS);
        carrier.closeFuture().addListener(gone -> tooLate.cancel(false));
    }

    boolean isClosed() {
        return closed;
    }

    private ChannelHandlerContext context() {
        if (ctx == null) {
            throw new IllegalStateException("SPDY session on " + carrier + ": not attached");
        }
        return ctx;
    }
}
