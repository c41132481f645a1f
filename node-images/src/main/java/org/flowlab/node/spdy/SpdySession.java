package org.flowlab.node.spdy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySettingsFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyHeaders;
import io.netty.handler.codec.spdy.SpdySessionStatus;
import io.netty.handler.codec.spdy.SpdySettingsFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.jspecify.annotations.Nullable;

/// One end of a SPDY/3.1 session on any byte channel: TCP, TLS, or a stream of another session.
///
/// The public methods may be called from any thread; everything else runs on the carrier's event
/// loop. A stream's receive window is restored when its data is read, the session's window when
/// data arrives. So a slow reader holds up to [#streamBufferBytes()], and does not delay other
/// streams.
public final class SpdySession {
    private final Channel carrier;
    private final Limits limits;
    private final boolean server;
    private final @Nullable Consumer<SpdyStreamChannel> perStream;
    private final List<StreamInput> completing = new ArrayList<>();

    final FrameWriter writer;
    final SessionFlow flow;
    final StreamTable streams;
    final Pings pings;

    private int peerInitialWindow = SendWindow.INITIAL_BYTES;
    private boolean goAwaySent;
    private boolean goAwayReceived;
    private boolean closeWhenIdle;

    private SpdySession(
            Channel carrier, Limits limits, @Nullable Consumer<SpdyStreamChannel> perStream) {
        this.carrier = carrier;
        this.limits = limits;
        this.server = perStream != null;
        this.perStream = perStream;
        this.writer = new FrameWriter(carrier, this::endUnread);
        this.flow = new SessionFlow(carrier, writer);
        this.streams = new StreamTable(carrier, server, limits.streams(), this::lingeredTooLong);
        this.pings = new Pings(server);
    }

    /// Starts the client's end: adds its handlers at the end of the carrier's pipeline.
    public static SpdySession client(Channel carrier, Limits limits) {
        return new SpdySession(carrier, limits, null).start();
    }

    /// Starts the server's end.
    ///
    /// @param perStream fills the pipeline of each stream that the peer opens; called on the event
    ///   loop before the stream is registered; the stream's first message is the SYN_STREAM
    public static SpdySession server(
            Channel carrier, Limits limits, Consumer<SpdyStreamChannel> perStream) {
        return new SpdySession(carrier, limits, perStream).start();
    }

    private SpdySession start() {
        carrier.pipeline()
                .addLast(
                        new SpdyFrameCodec(
                                SpdyVersion.SPDY_3_1, 8192, limits.headerBytes(), 6, 15, 8, false))
                .addLast(new SpdySessionHandler(this));
        return this;
    }

    // ── for users ──

    public Channel carrier() {
        return carrier;
    }

    /// Opens a stream as [#open(SpdyHeaders, boolean, ChannelHandler)] does, with an empty
    /// pipeline: add handlers in a listener of the future. To be called on the event loop only: if
    /// another thread adds the handlers, they may miss the peer's first frame.
    public Future<SpdyStreamChannel> open(SpdyHeaders headers, boolean fin) {
        if (!carrier.eventLoop().inEventLoop()) {
            throw new IllegalStateException(
                    "open a SPDY stream on "
                            + carrier
                            + " without a handler: not on the event loop");
        }
        return openOnLoop(headers, fin, null);
    }

    /// Opens a stream and sends its SYN_STREAM at once. Fails if the session is closing or the
    /// peer's limit of streams is reached.
    ///
    /// @param fin whether nothing follows the headers
    /// @param handler added to the stream's pipeline before anything arrives
    public Future<SpdyStreamChannel> open(
            SpdyHeaders headers, boolean fin, ChannelHandler handler) {
        return openOnLoop(headers, fin, handler);
    }

    private Future<SpdyStreamChannel> openOnLoop(
            SpdyHeaders headers, boolean fin, @Nullable ChannelHandler handler) {
        Promise<SpdyStreamChannel> opened = carrier.eventLoop().newPromise();
        onLoop(() -> openNow(headers, fin, handler, opened));
        return opened;
    }

    /// Sends a PING; the result is the round-trip time in nanoseconds.
    public Future<Long> ping() {
        Promise<Long> answer = carrier.eventLoop().newPromise();
        onLoop(
                () -> {
                    if (isGone()) {
                        answer.setFailure(SpdyStreamChannel.sessionGone(null));
                        return;
                    }
                    writer.control(new DefaultSpdyPingFrame(pings.sent(answer)));
                    writer.flush();
                });
        return answer;
    }

    /// Sends GOAWAY. Open streams continue; new streams of the peer are ignored.
    public void goAway() {
        onLoop(() -> goAwayNow(SpdySessionStatus.OK));
    }

    /// Sends GOAWAY and closes the carrier when the last stream has ended.
    public void closeWhenIdle() {
        onLoop(
                () -> {
                    closeWhenIdle = true;
                    goAwayNow(SpdySessionStatus.OK);
                    closeIfIdle();
                });
    }

    /// Whether a stream can be opened now.
    public boolean canOpen() {
        return !isGone() && !goAwaySent && !goAwayReceived && streams.hasRoomForLocal();
    }

    /// The number of open streams; exact only on the event loop.
    public int openStreams() {
        return streams.size();
    }

    /// The most bytes that a stream holds for its reader, and also for its writer: half of the
    /// limit of a relay, because the relay's other side may hold the other half.
    public int streamBufferBytes() {
        return Math.max(1024, limits.bufferBytes() / 2);
    }

    // ── opening ──

    private void openNow(
            SpdyHeaders headers,
            boolean fin,
            @Nullable ChannelHandler handler,
            Promise<SpdyStreamChannel> opened) {
        String refusal = refusal();
        if (refusal != null) {
            opened.setFailure(new IOException("open a SPDY stream on " + carrier + ": " + refusal));
            return;
        }
        int id = streams.nextLocalId();
        SpdyStreamChannel stream = new SpdyStreamChannel(this, id, true);
        streams.add(stream);
        if (handler != null) {
            stream.pipeline().addLast(handler);
        }
        var syn = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
        syn.setLast(fin);
        syn.headers().setAll(headers);
        writer.write(syn)
                .addListener(
                        written -> {
                            if (!written.isSuccess()) {
                                stream.aborted(written.cause());
                            }
                        });
        if (fin) {
            stream.output.neverOpens();
        }
        carrier.eventLoop().register(stream);
        opened.setSuccess(stream);
        writer.flush();
    }

    private @Nullable String refusal() {
        if (isGone()) {
            return "the session is closed";
        }
        if (goAwaySent || goAwayReceived || closeWhenIdle) {
            return "the session is going away";
        }
        return streams.full();
    }

    /// Opens the stream of a valid SYN_STREAM; null if it was refused.
    @Nullable SpdyStreamChannel peerOpens(int id) {
        if (perStream == null || !streams.hasRoomForPeers()) {
            sendReset(id, SpdyStreamStatus.REFUSED_STREAM);
            return null;
        }
        SpdyStreamChannel stream = new SpdyStreamChannel(this, id, false);
        streams.add(stream);
        try {
            perStream.accept(stream);
        } catch (RuntimeException e) {
            carrier.eventLoop().register(stream);
            stream.reset(SpdyStreamStatus.INTERNAL_ERROR);
            return null;
        }
        carrier.eventLoop().register(stream);
        return stream;
    }

    // ── for the handler ──

    void attached(ChannelHandlerContext handlerCtx) {
        writer.attached(handlerCtx);
        var settings = new DefaultSpdySettingsFrame();
        if (server) {
            settings.setValue(SpdySettingsFrame.SETTINGS_MAX_CONCURRENT_STREAMS, limits.streams());
        }
        settings.setValue(SpdySettingsFrame.SETTINGS_INITIAL_WINDOW_SIZE, streamBufferBytes());
        writer.control(settings);
        flow.begin();
        // Later, so that a stream that is opened in the same task shares the packet.
        carrier.eventLoop().execute(writer::flush);
    }

    boolean isServer() {
        return server;
    }

    boolean isGone() {
        return writer.isClosed();
    }

    boolean isGoingAway() {
        return goAwaySent;
    }

    /// Ends the stream's lingering; false if it did not linger. The session may close with it.
    boolean endLingering(int id) {
        if (!streams.endLingering(id)) {
            return false;
        }
        closeIfIdle();
        return true;
    }

    boolean isReading() {
        return writer.isReading();
    }

    void readStarted() {
        writer.readStarted();
    }

    void readEnded() {
        writer.readEnded();
        for (int i = 0; i < completing.size(); i++) {
            completing.get(i).readCompleted();
        }
        completing.clear();
        writer.flushIfPutOff();
    }

    void completeLater(StreamInput input) {
        completing.add(input);
    }

    /// Applies the peer's initial window; false if the window of a stream exceeds 2³¹−1.
    boolean initialWindowIs(int bytes) {
        int delta = bytes - peerInitialWindow;
        peerInitialWindow = bytes;
        for (SpdyStreamChannel stream : streams.copy()) {
            if (!stream.output.windowGrows(delta)) {
                return false;
            }
            if (delta > 0) {
                stream.resume();
            }
        }
        return true;
    }

    void peerGoesAway(int lastGoodId) {
        goAwayReceived = true;
        for (SpdyStreamChannel stream : streams.copy()) {
            if (stream.isLocal() && stream.streamId() > lastGoodId) {
                stream.aborted(
                        new SpdyStreamException(
                                stream.streamId(),
                                SpdyStreamStatus.REFUSED_STREAM,
                                true,
                                "the peer sent GOAWAY"));
            }
        }
        closeIfIdle();
    }

    /// A session error (SPDY/3.1 §2.4.1): sends GOAWAY, then closes everything.
    void fail(SpdySessionStatus status, String reason) {
        if (isGone()) {
            return;
        }
        goAwaySent = false;
        goAwayNow(status);
        lost(new IOException("SPDY session on " + carrier + ": " + reason));
        carrier.close();
    }

    /// Ends the session, because the carrier is closed or about to be closed.
    void lost(@Nullable Throwable cause) {
        if (isGone()) {
            return;
        }
        writer.close();
        flow.end();
        streams.forgetClosed();
        for (SpdyStreamChannel stream : streams.copy()) {
            if (!stream.input.hasEnded() || !stream.output.isShutdown()) {
                stream.aborted(SpdyStreamChannel.sessionGone(cause));
            }
        }
        pings.lost(cause);
    }

    // ── for streams ──

    int peerInitialWindow() {
        return peerInitialWindow;
    }

    void sendReset(int streamId, SpdyStreamStatus status) {
        streams.reset(streamId);
        writer.answer(new DefaultSpdyRstStreamFrame(streamId, status));
    }

    void streamClosed(SpdyStreamChannel stream, boolean reset) {
        flow.unblock(stream);
        if (streams.remove(stream) && !isGone()) {
            streams.ended(stream, reset);
            closeIfIdle();
        }
    }

    private void lingeredTooLong(int id) {
        if (endLingering(id)) {
            sendReset(id, SpdyStreamStatus.CANCEL);
        }
    }

    // ── ending ──

    private void goAwayNow(SpdySessionStatus status) {
        if (!goAwaySent && !isGone()) {
            goAwaySent = true;
            writer.control(new DefaultSpdyGoAwayFrame(streams.lastPeerId(), status));
            writer.flush();
        }
    }

    private void closeIfIdle() {
        if ((closeWhenIdle || goAwayReceived) && streams.isEmpty() && !isGone()) {
            closeWhenIdle = true;
            goAwayNow(SpdySessionStatus.OK);
            lost(null);
            writer.closeCarrier(limits.idleMillis());
        }
    }

    private void endUnread() {
        lost(new IOException("the peer does not read the answers to its frames"));
        carrier.close();
    }

    private void onLoop(Runnable task) {
        if (carrier.eventLoop().inEventLoop() && writer.isAttached()) {
            task.run();
        } else {
            carrier.eventLoop().execute(task);
        }
    }
}
