package org.flowlab.node.role;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ServerChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseCombiner;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.flowlab.node.http1.Http1;
import org.flowlab.node.spdy.SpdySession;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.node.tls.ServerTls;
import org.jspecify.annotations.Nullable;

/// An origin: a small web server with a plain port and a TLS port. Its paths:
///
/// - `/bytes/N`: N bytes
/// - `/delay/MILLIS`: a small page after that time
/// - `/echo`: the body of a POST
/// - any other path: the small page
final class OriginNode extends LoopNode {
    private static final int FAREWELL_MILLIS = 2_000;

    private @Nullable ServerTls tls;

    OriginNode(NodeSpec spec, ThreadFactory threads, Consumer<Event> events) {
        super(spec, threads, events);
    }

    @Override
    Future<Event.Ready> open() throws Exception {
        ServerTls server =
                new ServerTls(
                        spec.credentials(),
                        spec.protocols(),
                        this::keyLog,
                        limits.handshakeMillis());
        tls = server;
        Future<Integer> plain =
                listen(spec.plainPort(), new ForEach(channel -> http1(channel, false)));
        Future<Integer> secure =
                listen(
                        spec.tlsPort(),
                        new TlsAcceptor(
                                server, this::spdy, channel -> http1(channel, true), this::note));
        PromiseCombiner both = new PromiseCombiner(loop.eventLoop());
        both.addAll(plain, secure);
        Promise<Void> listening = loop.eventLoop().newPromise();
        both.finish(listening);
        return Later.map(
                loop.eventLoop(),
                listening,
                done -> new Event.Ready(plain.getNow(), secure.getNow()));
    }

    /// @return the port that it listens on; 0 if `port` is 0
    private Future<Integer> listen(int port, ChannelInitializer<Channel> child) {
        if (port == 0) {
            return loop.eventLoop().newSucceededFuture(0);
        }
        InetSocketAddress address = Hosts.socketAddress(spec.address(), port);
        ForEach greeted =
                new ForEach(
                        channel ->
                                channel.pipeline().addLast(new Farewell(FAREWELL_MILLIS), child));
        return Later.map(
                loop.eventLoop(),
                loop.listen(address, limits.connections(), limits.handshakeMillis(), greeted),
                bound -> port);
    }

    private void http1(Channel channel, boolean secure) {
        channel.pipeline()
                .addLast(Http1.server(limits), new Gate(), new OriginHandler(limits, secure));
    }

    private void spdy(Channel channel) {
        SpdySession session =
                SpdySession.server(
                        channel,
                        limits,
                        stream ->
                                stream.pipeline()
                                        .addLast(
                                                new StreamRequest(false, limits.headerBytes()),
                                                new OriginHandler(limits, true)));
        IdleSession.watch(session, limits.idleMillis());
    }

    @Override
    void take(Command command) {
        if (command instanceof Command.CloseAll close) {
            closeAll().addListener(closed -> emit(new Event.Done(close.id())));
        } else {
            refuse(command);
        }
    }

    /// Closes every connection in good order, also during a request.
    private Future<Void> closeAll() {
        PromiseCombiner all = new PromiseCombiner(loop.eventLoop());
        for (Channel socket : loop.sockets()) {
            if (!(socket instanceof ServerChannel)) {
                all.add((Future<?>) socket.closeFuture());
                socket.close();
            }
        }
        Promise<Void> closed = loop.eventLoop().newPromise();
        all.finish(closed);
        return closed;
    }

    @Override
    void release() {
        if (tls != null) {
            tls.close();
        }
    }

    private static final class ForEach extends ChannelInitializer<Channel> {
        private final Consumer<Channel> setUp;

        ForEach(Consumer<Channel> setUp) {
            this.setUp = setUp;
        }

        @Override
        protected void initChannel(Channel channel) {
            setUp.accept(channel);
        }

        @Override
        public boolean isSharable() {
            return true;
        }
    }
}
