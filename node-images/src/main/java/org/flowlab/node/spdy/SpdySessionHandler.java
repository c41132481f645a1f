package org.flowlab.node.spdy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyHeadersFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyProtocolException;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySessionStatus;
import io.netty.handler.codec.spdy.SpdySettingsFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyWindowUpdateFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks the peer's frames against the protocol and passes them to the session and its streams.
final class SpdySessionHandler extends ChannelInboundHandlerAdapter {
    private final SpdySession session;

    SpdySessionHandler(SpdySession session) {
        this.session = session;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        session.attached(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (session.isGone()) {
            ReferenceCountUtil.release(message);
            return;
        }
        session.readStarted();
        switch (message) {
            case SpdyDataFrame frame -> data(frame);
            case SpdySynStreamFrame frame -> synStream(frame);
            case SpdySynReplyFrame frame -> synReply(frame);
            case SpdyHeadersFrame frame -> headers(frame);
            case SpdyRstStreamFrame frame -> rstStream(frame);
            case SpdySettingsFrame frame -> settings(frame);
            case SpdyPingFrame frame -> ping(frame);
            case SpdyGoAwayFrame frame -> session.peerGoesAway(frame.lastGoodStreamId());
            case SpdyWindowUpdateFrame frame -> windowUpdate(frame);
            default -> ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        session.readEnded();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.flow.pump();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.lost(null);
        ctx.fireChannelInactive();
    }

    /// Closes the carrier at the end of its input, because no answer can arrive any more.
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            session.lost(null);
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof SpdyProtocolException) {
            protocolError(String.valueOf(cause.getMessage()));
        } else {
            session.lost(cause);
            ctx.close();
        }
    }

    private void protocolError(String reason) {
        session.fail(SpdySessionStatus.PROTOCOL_ERROR, reason);
    }

    // ── SPDY/3.1 §2.3: streams ──

    private void synStream(SpdySynStreamFrame frame) {
        int id = frame.streamId();
        SpdyStreamChannel open = session.streams.get(id);
        if (open != null) {
            // §2.3.2: a second SYN_STREAM is an error of the stream, not of the session.
            open.failed(SpdyStreamStatus.PROTOCOL_ERROR, "SYN_STREAM twice");
        } else if (!session.streams.isPeerId(id) || id <= session.streams.lastPeerId()) {
            protocolError("SYN_STREAM with id " + id + " after id " + session.streams.lastPeerId());
        } else if (!session.isGoingAway()) {
            session.streams.lastPeerIdIs(id);
            open(frame);
        }
    }

    private void open(SpdySynStreamFrame frame) {
        int id = frame.streamId();
        if (isInvalid(frame) || (frame.isUnidirectional() && session.isServer())) {
            session.sendReset(id, SpdyStreamStatus.PROTOCOL_ERROR);
            return;
        }
        SpdyStreamChannel stream = session.peerOpens(id);
        if (stream != null) {
            stream.input.headersArrived(frame);
        }
    }

    private void synReply(SpdySynReplyFrame frame) {
        SpdyStreamChannel stream = streamOf(frame);
        if (stream == null) {
            return;
        }
        if (!stream.isLocal() || isInvalid(frame)) {
            stream.failed(SpdyStreamStatus.PROTOCOL_ERROR, "invalid SYN_REPLY");
        } else if (stream.hasReply()) {
            stream.failed(SpdyStreamStatus.STREAM_IN_USE, "SYN_REPLY twice");
        } else {
            stream.replied();
            stream.input.headersArrived(frame);
        }
    }

    private void headers(SpdyHeadersFrame frame) {
        SpdyStreamChannel stream = streamOf(frame);
        if (stream == null) {
            return;
        }
        if (isInvalid(frame) || (stream.isLocal() && !stream.hasReply())) {
            stream.failed(SpdyStreamStatus.PROTOCOL_ERROR, "invalid HEADERS");
        } else {
            stream.input.headersArrived(frame);
        }
    }

    /// Whether the frame is marked as invalid, or has a name that is not lower-case ASCII
    /// (§2.6.10). The codec could check names too, but it would end the session for some of these
    /// errors.
    private static boolean isInvalid(SpdyHeadersFrame frame) {
        for (Map.Entry<CharSequence, CharSequence> field : frame.headers()) {
            if (!field.getKey().chars().allMatch(c -> c > 0 && c < 128 && (c < 'A' || c > 'Z'))) {
                return true;
            }
        }
        return frame.isInvalid();
    }

    private @Nullable SpdyStreamChannel streamOf(SpdyHeadersFrame frame) {
        return streamOf(frame.streamId(), frame.isLast());
    }

    private void data(SpdyDataFrame frame) {
        if (!session.flow.arrived(frame.content().readableBytes())) {
            frame.release();
            protocolError("the peer exceeds the session's window");
            return;
        }
        SpdyStreamChannel stream = streamOf(frame.streamId(), frame.isLast());
        if (stream == null) {
            frame.release();
        } else if (stream.isLocal() && !stream.hasReply()) {
            frame.release();
            stream.failed(SpdyStreamStatus.PROTOCOL_ERROR, "DATA before SYN_REPLY");
        } else {
            stream.input.dataArrived(frame.content(), frame.isLast());
        }
    }

    /// Finds the stream of a frame. If the peer may not send on it, answers with RST_STREAM if
    /// necessary and returns null.
    private @Nullable SpdyStreamChannel streamOf(int id, boolean last) {
        SpdyStreamChannel stream = session.streams.get(id);
        if (stream != null && stream.input.hasEnded()) {
            stream.failed(SpdyStreamStatus.STREAM_ALREADY_CLOSED, "a frame after FIN");
            return null;
        }
        if (stream == null) {
            if (session.endLingering(id)) {
                if (!last) {
                    session.sendReset(id, SpdyStreamStatus.CANCEL);
                }
            } else if (!session.streams.wasReset(id) && !session.isGoingAway()) {
                session.sendReset(id, SpdyStreamStatus.INVALID_STREAM);
            }
        }
        return stream;
    }

    private void rstStream(SpdyRstStreamFrame frame) {
        int id = frame.streamId();
        session.endLingering(id);
        SpdyStreamChannel stream = session.streams.get(id);
        if (stream != null) {
            stream.aborted(new SpdyStreamException(id, frame.status(), true, "reset by the peer"));
        }
    }

    // ── §2.6: the session ──

    private void settings(SpdySettingsFrame frame) {
        int streams = frame.getValue(SpdySettingsFrame.SETTINGS_MAX_CONCURRENT_STREAMS);
        if (frame.isSet(SpdySettingsFrame.SETTINGS_MAX_CONCURRENT_STREAMS)) {
            session.streams.mostLocalStreamsIs(streams < 0 ? Integer.MAX_VALUE : streams);
        }
        if (frame.isSet(SpdySettingsFrame.SETTINGS_INITIAL_WINDOW_SIZE)) {
            int window = frame.getValue(SpdySettingsFrame.SETTINGS_INITIAL_WINDOW_SIZE);
            if (window < 0 || !session.initialWindowIs(window)) {
                protocolError("SETTINGS_INITIAL_WINDOW_SIZE " + Integer.toUnsignedString(window));
            }
        }
    }

    /// Reads a PING (§2.6.5): one with an id of this side is an answer; any other is answered.
    private void ping(SpdyPingFrame frame) {
        if (session.streams.isPeerId(frame.id())) {
            session.writer.answer(new DefaultSpdyPingFrame(frame.id()));
        } else {
            session.pings.answered(frame.id());
        }
    }

    private void windowUpdate(SpdyWindowUpdateFrame frame) {
        int id = frame.streamId();
        int delta = frame.deltaWindowSize();
        if (id == 0) {
            if (!session.flow.windowGrows(delta)) {
                protocolError("the session's window exceeds 2^31-1");
            }
            return;
        }
        SpdyStreamChannel stream = session.streams.get(id);
        if (stream == null) {
            return;
        }
        if (stream.output.windowGrows(delta)) {
            stream.resume();
        } else {
            stream.failed(SpdyStreamStatus.FLOW_CONTROL_ERROR, "the window exceeds 2^31-1");
        }
    }
}
