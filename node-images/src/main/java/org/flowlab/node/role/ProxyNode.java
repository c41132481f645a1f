package org.flowlab.node.role;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.Future;
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

/// An HTTPS proxy for CONNECT and absolute `http` URLs. It speaks HTTP/1.1 or SPDY/3.1, as TLS
/// negotiated. It connects only to nodes of its lab. All of it runs on one event loop.
final class ProxyNode extends LoopNode {
    private static final int FAREWELL_MILLIS = 2_000;

    private @Nullable ServerTls tls;
    private final OriginPool pool;
    private int originConnections;

    ProxyNode(NodeSpec spec, ThreadFactory threads, Consumer<Event> events) {
        super(spec, threads, events);
        pool = new OriginPool(limits.idleMillis());
    }

    OriginPool pool() {
        return pool;
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
        InetSocketAddress address = Hosts.socketAddress(spec.address(), spec.tlsPort());
        TlsAcceptor acceptor = new TlsAcceptor(server, this::spdy, this::http1, this::note);
        ChannelHandler greeted =
                new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Farewell(FAREWELL_MILLIS), acceptor);
                    }
                };
        return Later.map(
                loop.eventLoop(),
                loop.listen(address, limits.connections(), limits.handshakeMillis(), greeted),
                bound -> new Event.Ready(0, spec.tlsPort()));
    }

    private void http1(Channel channel) {
        bound(channel);
        HttpServerCodec codec = Http1.server(limits);
        channel.pipeline()
                .addLast(codec, new ConnectSplit(codec), new Gate(), new ClientEnd(this, codec));
    }

    private void spdy(Channel channel) {
        SpdySession session =
                SpdySession.server(
                        channel,
                        limits,
                        stream -> {
                            StreamRequest codec = new StreamRequest(true, limits.headerBytes());
                            stream.pipeline()
                                    .addLast(codec, new Gate(), new ClientEnd(this, codec));
                        });
        IdleSession.watch(session, limits.idleMillis());
    }

    /// Connects to a node of the lab. To be called only if [#makeRoom] has returned true.
    ///
    /// @param handlers adds handlers to the connection
    Future<Channel> connect(InetSocketAddress address, Consumer<Channel> handlers) {
        ChannelHandler initializer =
                new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        bound(channel);
                        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
                        handlers.accept(channel);
                    }
                };
        originConnections++;
        Future<Channel> connected = loop.connect(address, limits.connectMillis(), initializer);
        connected.addListener(
                (Future<Channel> done) -> {
                    if (done.isSuccess()) {
                        done.getNow().closeFuture().addListener(closed -> originConnections--);
                    } else {
                        originConnections--;
                    }
                });
        return connected;
    }

    /// Whether a connection to `address` would come back to this proxy.
    boolean listensOn(InetSocketAddress address) {
        return address.getPort() == spec.tlsPort()
                && hosts.isAddressOf(spec.name(), address.getAddress());
    }

    /// Whether one more connection to an origin may be opened. If the limit is reached, closes the
    /// oldest idle one.
    boolean makeRoom() {
        return originConnections < limits.connections() || pool.closeOldest();
    }

    /// Limits the write buffer: a relay may hold half of its bytes on each of its two sides.
    private void bound(Channel channel) {
        int high = Math.max(1024, limits.bufferBytes() / 2);
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(high / 2, high));
    }

    @Override
    void take(Command command) {
        if (command instanceof Command.CloseAll close) {
            pool.clear();
            emit(new Event.Done(close.id()));
        } else {
            refuse(command);
        }
    }

    @Override
    void release() {
        if (tls != null) {
            tls.close();
        }
    }
}
