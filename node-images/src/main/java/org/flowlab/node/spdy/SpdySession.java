package org.flowlab.node.spdy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySettingsFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdyWindowUpdateFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyHeaders;
import io.netty.handler.codec.spdy.SpdySessionStatus;
import io.netty.handler.codec.spdy.SpdySettingsFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.jspecify.annotations.Nullable;

/// One end of a SPDY/3.1 session on any byte channel: TCP, TLS, or a stream of another session.
///
/// The public methods may be called from any thread; all else happens on the carrier's event loop.
/// The peer's stream windows open as streams are read, the session's window as bytes arrive: one
/// slow reader holds up to [#streamBufferBytes()] and does not hold up other streams.
public final class SpdySession {
    private static final int SESSION_WINDOW_BYTES = 1 << 20;
    private static final int MAX_STREAM_ID = Integer.MAX_VALUE;

    private final Channel carrier;
    private final Limits limits;
    private final boolean server;
    private final @Nullable Consumer<SpdyStreamChannel> perStream;
    private final Map<Integer, SpdyStreamChannel> streams = new HashMap<>();

    private final ClosedStreams closed;
    private final FrameWriter writer;
    private final LinkedHashSet<SpdyStreamChannel> blocked = new LinkedHashSet<>();
    private final List<StreamInput> completing = new ArrayList<>();
    private final ArrayDeque<Ping> pings = new ArrayDeque<>();
    private final SendWindow sendWindow = new SendWindow(SendWindow.INITIAL_BYTES);
    private final ReceiveWindow receiveWindow = new ReceiveWindow(SESSION_WINDOW_BYTES, 0);

    private int peerInitialWindow = SendWindow.INITIAL_BYTES;
    private int peerMaxStreams = Integer.MAX_VALUE;
    private int localStreams;
    private int peerStreams;
    private long nextStreamId;
    private int nextPingId;
    private int lastPeerId;
    private boolean pumping;
    private boolean goAwaySent;
    private boolean goAwayReceived;
    private boolean closeWhenIdle;
    private boolean gone;

    private record Ping(int id, long sentNanos, Promise<Long> answer) {}

    private SpdySession(
            Channel carrier, Limits limits, @Nullable Consumer<SpdyStreamChannel> perStream) {
        this.carrier = carrier;
        this.limits = limits;
        this.server = perStream != null;
        this.perStream = perStream;
        this.nextStreamId = server ? 2 : 1;
        this.nextPingId = server ? 2 : 1;
        this.closed = new ClosedStreams(carrier, this::lingeredTooLong);
        this.writer = new FrameWriter(carrier, this::endUnread);
    }

    /// Starts the client's end: adds its handlers at the end of the carrier's pipeline.
    public static SpdySession client(Channel carrier, Limits limits) {
        return new SpdySession(carrier, limits, null).start();
    }

    /// Starts the server's end.
    ///
    /// @param perStream fills the pipeline of each stream that the peer opens; called on the event
    ///   loop before the stream is registered; its first message is the SYN_STREAM
    public static SpdySession server(
            Channel carrier, Limits limits, Consumer<SpdyStreamChannel> perStream) {
        return new SpdySession(carrier, limits, perStream).start();
    }

    private SpdySession start() {
        carrier.pipeline()
                .addLast(
                        new SpdyFrameCodec(
                                SpdyVersion.SPDY_3_1, 8192, limits.headerBytes(), 6, 15, 8, true))
                .addLast(new SpdySessionHandler(this));
        return this;
    }

    // ── for users ──

    public Channel carrier() {
        return carrier;
    }

    /// Opens a stream as [#open(SpdyHeaders, boolean, ChannelHandler)] does, with an empty
    /// pipeline: add to it in a listener of the future. Called on the event loop only; another
    /// thread's listener may come when the peer's first words have gone through the empty pipeline.
    public Future<SpdyStreamChannel> open(SpdyHeaders headers, boolean fin) {
        if (!carrier.eventLoop().inEventLoop()) {
            throw new IllegalStateException(
                    "open a SPDY stream on "
                            + carrier
                            + " without a handler: not on the event loop");
        }
        return openOnLoop(headers, fin, null);
    }

    /// Opens a stream and sends its SYN_STREAM at once. Fails where the session is closing or the
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

    /// Sends a PING; the answer is the round trip in nanoseconds.
    public Future<Long> ping() {
        Promise<Long> answer = carrier.eventLoop().newPromise();
        onLoop(
                () -> {
                    if (gone) {
                        answer.setFailure(SpdyStreamChannel.sessionGone(null));
                        return;
                    }
                    pings.add(new Ping(nextPingId, System.nanoTime(), answer));
                    send(new DefaultSpdyPingFrame(nextPingId));
                    nextPingId += 2;
                    flush();
                });
        return answer;
    }

    /// Sends GOAWAY: open streams go on, the peer's new ones are ignored.
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

    /// Whether [#open] may succeed.
    public boolean canOpen() {
        return !gone && !goAwaySent && !goAwayReceived && localStreams < peerMaxStreams;
    }

    /// How many streams are open; exact on the event loop.
    public int openStreams() {
        return streams.size();
    }

    /// How much a stream holds for a reader, and for its writer: half of what a relay may hold,
    /// since the other half waits on the relay's other side.
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
        int id = (int) nextStreamId;
        nextStreamId += 2;
        localStreams++;
        SpdyStreamChannel stream = new SpdyStreamChannel(this, id, true);
        streams.put(id, stream);
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
        flush();
    }

    private @Nullable String refusal() {
        if (gone) {
            return "the session has gone";
        }
        if (goAwaySent || goAwayReceived || closeWhenIdle) {
            return "the session is going away";
        }
        if (localStreams >= peerMaxStreams) {
            return "the peer allows " + peerMaxStreams + " streams";
        }
        return nextStreamId > MAX_STREAM_ID ? "stream ids are used up" : null;
    }

    /// The peer's SYN_STREAM, checked; null when it was refused.
    @Nullable SpdyStreamChannel peerOpens(int id) {
        if (perStream == null || peerStreams >= limits.streams()) {
            sendReset(id, SpdyStreamStatus.REFUSED_STREAM);
            return null;
        }
        SpdyStreamChannel stream = new SpdyStreamChannel(this, id, false);
        streams.put(id, stream);
        peerStreams++;
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
        send(settings);
        sendWindowUpdate(0, SESSION_WINDOW_BYTES - SendWindow.INITIAL_BYTES);
        // A stream that is opened in the same breath shares the packet.
        carrier.eventLoop().execute(this::flush);
    }

    boolean isServer() {
        return server;
    }

    boolean isGone() {
        return gone;
    }

    boolean isGoingAway() {
        return goAwaySent;
    }

    @Nullable SpdyStreamChannel stream(int id) {
        return streams.get(id);
    }

    boolean endLingering(int id) {
        if (!closed.endLingering(id)) {
            return false;
        }
        uncount(isPeerId(id));
        closeIfIdle();
        return true;
    }

    boolean wasReset(int id) {
        return closed.wasReset(id);
    }

    boolean isPeerId(int id) {
        return ((id & 1) == 1) == server;
    }

    int lastPeerId() {
        return lastPeerId;
    }

    void lastPeerId(int id) {
        lastPeerId = id;
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

    /// Counts DATA against the session's window, whatever becomes of it.
    boolean dataArrived(int n) {
        if (!receiveWindow.arrived(n)) {
            return false;
        }
        int delta = receiveWindow.read(n);
        if (delta > 0) {
            sendWindowUpdate(0, delta);
        }
        return true;
    }

    boolean sessionWindowGrows(int delta) {
        if (!sendWindow.grow(delta)) {
            return false;
        }
        pump();
        return true;
    }

    boolean initialWindowIs(int bytes) {
        int delta = bytes - peerInitialWindow;
        peerInitialWindow = bytes;
        for (SpdyStreamChannel stream : List.copyOf(streams.values())) {
            if (!stream.output.windowGrows(delta)) {
                return false;
            }
            if (delta > 0) {
                stream.resume();
            }
        }
        return true;
    }

    void maxStreamsIs(int streamCount) {
        peerMaxStreams = streamCount;
    }

    void pingAnswered(int id) {
        Ping ping = pings.peek();
        if (ping != null && ping.id() == id) {
            pings.remove();
            ping.answer().trySuccess(System.nanoTime() - ping.sentNanos());
        }
    }

    void peerGoesAway(int lastGoodId) {
        goAwayReceived = true;
        for (SpdyStreamChannel stream : List.copyOf(streams.values())) {
            if (stream.isLocal() && stream.streamId() > lastGoodId) {
                stream.aborted(
                        new SpdyStreamException(
                                stream.streamId(),
                                SpdyStreamStatus.REFUSED_STREAM,
                                true,
                                "the peer goes away"));
            }
        }
        closeIfIdle();
    }

    /// A session error (SPDY/3.1 §2.4.1): says so, then ends everything.
    void fail(SpdySessionStatus status, String reason) {
        if (gone) {
            return;
        }
        goAwaySent = false;
        goAwayNow(status);
        lost(new IOException("SPDY session on " + carrier + ": " + reason));
        carrier.close();
    }

    /// The carrier has gone, or is about to.
    void lost(@Nullable Throwable cause) {
        if (gone) {
            return;
        }
        gone = true;
        blocked.clear();
        closed.clear();
        writer.close();
        for (SpdyStreamChannel stream : List.copyOf(streams.values())) {
            if (!stream.input.hasEnded() || !stream.output.isShutdown()) {
                stream.aborted(SpdyStreamChannel.sessionGone(cause));
            }
        }
        pings.forEach(ping -> ping.answer().tryFailure(SpdyStreamChannel.sessionGone(cause)));
        pings.clear();
    }

    // ── for streams ──

    int peerInitialWindow() {
        return peerInitialWindow;
    }

    void send(SpdyFrame frame) {
        writer.control(frame);
    }

    private void endUnread() {
        lost(new IOException("the peer provokes frames and does not read them"));
        carrier.close();
    }

    void sendData(int streamId, ByteBuf data, boolean last) {
        sendWindow.take(data.readableBytes());
        writer.write(new DefaultSpdyDataFrame(streamId, data).setLast(last));
    }

    void sendWindowUpdate(int streamId, int delta) {
        answer(new DefaultSpdyWindowUpdateFrame(streamId, delta));
    }

    void sendReset(int streamId, SpdyStreamStatus status) {
        closed.reset(streamId);
        answer(new DefaultSpdyRstStreamFrame(streamId, status));
    }

    /// Sends a frame that the peer provoked, with those of the same read.
    void answer(SpdyFrame frame) {
        writer.control(frame);
        writer.flushSoon();
    }

    void flush() {
        writer.flush();
    }

    /// How many bytes of DATA may be sent now, by the session's window and the carrier's buffer.
    int dataRoom() {
        return gone || !carrier.isWritable() ? 0 : sendWindow.bytes();
    }

    boolean canWriteData() {
        return dataRoom() > 0;
    }

    /// Resumes `stream` when there is room again, after those that wait already.
    void block(SpdyStreamChannel stream) {
        if (!gone) {
            blocked.add(stream);
        }
    }

    /// Lets waiting streams write, each in its turn.
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (canWriteData() && !blocked.isEmpty()) {
                blocked.removeFirst().resume();
            }
        } finally {
            pumping = false;
        }
    }

    void streamClosed(SpdyStreamChannel stream, boolean reset) {
        int id = stream.streamId();
        blocked.remove(stream);
        if (streams.remove(id) == null || gone) {
            return;
        }
        if (reset || stream.input.hasEnded()) {
            uncount(!stream.isLocal());
            closeIfIdle();
        } else {
            closed.linger(id);
            closeIfIdle();
        }
    }

    private void lingeredTooLong(int id) {
        if (endLingering(id)) {
            sendReset(id, SpdyStreamStatus.CANCEL);
        }
    }

    private void uncount(boolean peers) {
        if (peers) {
            peerStreams--;
        } else {
            localStreams--;
        }
    }

    // ── ending ──

    private void goAwayNow(SpdySessionStatus status) {
        if (!goAwaySent && !gone) {
            goAwaySent = true;
            send(new DefaultSpdyGoAwayFrame(lastPeerId, status));
            flush();
        }
    }

    private void closeIfIdle() {
        if ((closeWhenIdle || goAwayReceived) && streams.isEmpty() && !gone) {
            closeWhenIdle = true;
            goAwayNow(SpdySessionStatus.OK);
            lost(null);
            carrier.close();
        }
    }

    private void onLoop(Runnable task) {
        if (carrier.eventLoop().inEventLoop() && writer.isAttached()) {
            task.run();
        } else {
            carrier.eventLoop().execute(task);
        }
    }
}
