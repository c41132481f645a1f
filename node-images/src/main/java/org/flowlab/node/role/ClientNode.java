package org.flowlab.node.role;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseCombiner;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.node.tls.ClientTls;

/// A client: opens connections along routes, fetches, closes.
final class ClientNode extends LoopNode {
    /// The longest wait for the peer's FIN.
    static final int FAREWELL_MILLIS = 3_000;

    private final ClientTls tls;
    private final Links links;

    ClientNode(NodeSpec spec, ThreadFactory threads, Consumer<Event> events) {
        super(spec, threads, events);
        try {
            tls = new ClientTls(spec.credentials(), this::keyLog, limits.handshakeMillis());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "read the certificate to trust: " + e.getMessage(), e);
        }
        links = new Links(loop, hosts, tls, limits);
    }

    @Override
    Future<Event.Ready> open() {
        return loop.eventLoop().newSucceededFuture(new Event.Ready(0, 0));
    }

    @Override
    void take(Command command) {
        switch (command) {
            case Command.Open open -> answer(open, open(open));
            case Command.Fetch fetch -> answer(fetch, fetch(fetch));
            case Command.CloseAll close -> answer(close, closeAll(close));
            case Command.Forget forget -> {
                tls.forget();
                emit(new Event.Done(forget.id()));
            }
            case Command.Barrier _, Command.Stop _ -> refuse(command);
        }
    }

    private void answer(Command command, Future<? extends Event> event) {
        event.addListener(
                (Future<Event> done) ->
                        emit(
                                done.isSuccess()
                                        ? done.getNow()
                                        : new Event.Failed(
                                                command.id(), Reasons.of(done.cause()))));
    }

    private Future<Event.Opened> open(Command.Open open) {
        LinkKey key;
        try {
            Target target = Target.of(open.url());
            key =
                    switch (open.depth()) {
                        case PROXY -> LinkKey.first(open.route(), target);
                        case TUNNEL -> LinkKey.forRequest(open.route(), target);
                    };
        } catch (HopException e) {
            return loop.eventLoop().newFailedFuture(e);
        }
        return Later.map(
                loop.eventLoop(),
                links.take(key),
                link -> {
                    link.release();
                    return new Event.Opened(open.id());
                });
    }

    private Future<Event.Fetched> fetch(Command.Fetch fetch) {
        Target target;
        LinkKey key;
        try {
            target = Target.of(fetch.url());
            key = LinkKey.forRequest(fetch.route(), target);
        } catch (HopException e) {
            return loop.eventLoop().newFailedFuture(e);
        }
        return Later.then(
                loop.eventLoop(), links.take(key), link -> fetch(fetch.id(), target, link));
    }

    private Future<Event.Fetched> fetch(long id, Target target, Link link) {
        boolean toProxy = link.key.isProxy();
        Request request = Request.get(target, toProxy);
        Promise<Event.Fetched> fetched = loop.eventLoop().newPromise();
        link.exchange(request)
                .addListener(
                        (Future<Response> done) -> {
                            if (!done.isSuccess()) {
                                fetched.setFailure(
                                        new HopException(
                                                request.name() + link.key.through(), done.cause()));
                                return;
                            }
                            Response response = done.getNow();
                            fetched.setSuccess(
                                    new Event.Fetched(
                                            id,
                                            response.status().code(),
                                            response.bodyBytes(),
                                            toProxy ? link.protocol() : link.proxyProtocol,
                                            toProxy ? Link.HTTP_1_1 : link.protocol()));
                        });
        return fetched;
    }

    /// Closes the connections inside tunnels, then the others; waits until the last socket is
    /// closed.
    private Future<Event.Done> closeAll(Command.CloseAll close) {
        Promise<Event.Done> closed = loop.eventLoop().newPromise();
        List<Channel> sockets = loop.sockets();
        Future<?> deadline =
                loop.eventLoop()
                        .schedule(
                                () -> sockets.forEach(ClientNode::closeAtOnce),
                                FAREWELL_MILLIS + 1_000,
                                TimeUnit.MILLISECONDS);
        List<Link> inside = links.inside();
        inside.forEach(Link::close);
        allClosed(inside.stream().map(link -> link.channel).toList())
                .addListener(
                        done -> {
                            links.outside().forEach(Link::close);
                            // Sockets that are still being opened belong to no link yet.
                            sockets.stream()
                                    .filter(socket -> !links.isLink(socket))
                                    .forEach(Channel::close);
                        });
        allClosed(sockets)
                .addListener(
                        done -> {
                            deadline.cancel(false);
                            closed.setSuccess(new Event.Done(close.id()));
                        });
        return closed;
    }

    private static void closeAtOnce(Channel socket) {
        socket.unsafe().close(socket.unsafe().voidPromise());
    }

    private Future<Void> allClosed(List<Channel> channels) {
        PromiseCombiner all = new PromiseCombiner(loop.eventLoop());
        channels.forEach(channel -> all.add((Future<?>) channel.closeFuture()));
        Promise<Void> closed = loop.eventLoop().newPromise();
        all.finish(closed);
        return closed;
    }

    @Override
    void release() {
        tls.close();
    }
}
