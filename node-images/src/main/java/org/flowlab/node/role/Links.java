package org.flowlab.node.role;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.flowlab.node.tls.ClientTls;
import org.jspecify.annotations.Nullable;

/// A client's open connections by key. It opens missing ones hop by hop. Used on the event loop
/// only.
final class Links {
    private final NodeLoop loop;
    private final Hosts hosts;
    private final ClientTls tls;
    private final Limits limits;
    private final Map<LinkKey, List<Link>> links = new HashMap<>();
    private final Map<LinkKey, Future<Link>> dialing = new HashMap<>();

    Links(NodeLoop loop, Hosts hosts, ClientTls tls, Limits limits) {
        this.loop = loop;
        this.hosts = hosts;
        this.tls = tls;
        this.limits = limits;
    }

    /// Takes a link that is open and free, or opens a new one. Fails with a [HopException].
    Future<Link> take(LinkKey key) {
        Link free = free(key);
        if (free != null) {
            free.take();
            return eventLoop().newSucceededFuture(free);
        }
        Future<Link> underWay = dialing.get(key);
        if (underWay == null || !key.offers(Link.SPDY_3_1)) {
            return dial(key);
        }
        // It may become a SPDY session, which can carry this request too.
        Promise<Link> taken = eventLoop().newPromise();
        underWay.addListener(done -> Later.pass(done.isSuccess() ? take(key) : dial(key), taken));
        return taken;
    }

    private @Nullable Link free(LinkKey key) {
        for (Link link : links.getOrDefault(key, List.of())) {
            if (link.isFree()) {
                return link;
            }
        }
        return null;
    }

    /// Every link that runs through another link.
    List<Link> inside() {
        return all(true);
    }

    /// Every link that runs through no other link.
    List<Link> outside() {
        return all(false);
    }

    private List<Link> all(boolean inside) {
        List<Link> found = new ArrayList<>();
        links.forEach(
                (key, open) -> {
                    if ((key.via() != null) == inside) {
                        found.addAll(open);
                    }
                });
        return found;
    }

    /// Whether a link ends in `channel` itself, not in a stream or tunnel on it.
    boolean isLink(Channel channel) {
        return all(false).stream().anyMatch(link -> link.channel == channel);
    }

    private EventLoop eventLoop() {
        return loop.eventLoop();
    }

    private Future<Link> dial(LinkKey key) {
        LinkKey via = key.via();
        Future<Link> link =
                via == null
                        ? Later.then(eventLoop(), connect(key), channel -> shake(channel, key, ""))
                        : Later.then(eventLoop(), take(via), proxy -> dialThrough(proxy, key));
        dialing.putIfAbsent(key, link);
        link.addListener(done -> dialing.remove(key, link));
        return link;
    }

    private Future<Link> dialThrough(Link proxy, LinkKey key) {
        Request connect = Request.connect(key.host(), key.port());
        Future<Channel> tunnel =
                failing(proxy.tunnel(connect), connect.name() + proxy.key.through(), Reasons::of);
        return Later.then(eventLoop(), tunnel, end -> shake(end, key, proxy.protocol()));
    }

    private Future<Channel> connect(LinkKey key) {
        try {
            return failing(
                    loop.connect(
                            hosts.resolve(key.host(), key.port()),
                            limits.connectMillis(),
                            new Farewell(ClientNode.FAREWELL_MILLIS)),
                    "TCP connect to " + key.hostAndPort(),
                    cause -> Reasons.ofConnect(cause, limits, "client"));
        } catch (java.net.UnknownHostException e) {
            return eventLoop().newFailedFuture(new HopException(key.peer(), e));
        }
    }

    private Future<Link> shake(Channel channel, LinkKey key, String proxyProtocol)
            throws Exception {
        if (!key.secure()) {
            return eventLoop().newSucceededFuture(keep(channel, key, false, proxyProtocol));
        }
        SslHandler handler =
                tls.handler(channel.alloc(), key.host(), key.port(), key.offers(), key.tls());
        ShakeFailure failure = new ShakeFailure(key.tls(), limits.handshakeMillis());
        ChannelHandler guard = new Guard();
        channel.pipeline().addLast(failure, handler, guard);
        String through = key.via() == null ? "" : " through the tunnel";
        Future<Channel> shaken =
                failing(
                        handler.handshakeFuture(),
                        "TLS handshake with " + key.hostAndPort() + through,
                        failure::reason);
        shaken.addListener(
                done -> {
                    if (!done.isSuccess()) {
                        channel.close();
                    }
                });
        return Later.map(
                eventLoop(),
                shaken,
                done -> {
                    channel.pipeline().remove(failure);
                    channel.pipeline().remove(guard);
                    boolean spdy = Link.SPDY_3_1.equals(handler.applicationProtocol());
                    return keep(channel, key, spdy, proxyProtocol);
                });
    }

    /// Closes a connection whose handshake fails; the handshake's future reports the reason.
    private static final class Guard extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private Link keep(Channel channel, LinkKey key, boolean spdy, String proxyProtocol) {
        Link link = Link.over(channel, key, spdy, proxyProtocol, limits);
        link.take();
        links.computeIfAbsent(key, none -> new ArrayList<>()).add(link);
        channel.closeFuture().addListener(closed -> forget(link));
        return link;
    }

    private void forget(Link link) {
        List<Link> open = links.get(link.key);
        if (open != null && open.remove(link) && open.isEmpty()) {
            links.remove(link.key);
        }
    }

    /// Turns the failure of an attempt into a [HopException], unless it is one already.
    ///
    /// @param name what was attempted, and on what
    /// @param reason finds the reason of a failure that is not a [HopException]
    private <T> Future<T> failing(
            Future<T> attempt, String name, Function<Throwable, String> reason) {
        Promise<T> named = eventLoop().newPromise();
        attempt.addListener(
                (Future<T> done) -> {
                    if (done.isSuccess()) {
                        named.setSuccess(done.getNow());
                    } else if (done.cause() instanceof HopException known) {
                        named.setFailure(known);
                    } else {
                        named.setFailure(new HopException(name, reason.apply(done.cause())));
                    }
                });
        return named;
    }
}
