package org.flowlab.node.role;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;
import org.flowlab.node.tls.ServerTls;

/// Does the TLS handshake of each accepted connection, then sets up the negotiated protocol:
/// SPDY/3.1 if it was negotiated, HTTP/1.1 if HTTP/1.1 or nothing was negotiated. With NPN the
/// client may choose a protocol that the server did not offer, and speaks it at once
/// (draft-agl-tls-nextprotoneg-04 §4). If this server does not speak it, the connection is closed.
@Sharable
final class TlsAcceptor extends ChannelInitializer<Channel> {
    private static final String SPDY = "spdy/3.1";
    private static final String HTTP = "http/1.1";

    private final ServerTls tls;
    private final Consumer<Channel> spdy;
    private final Consumer<Channel> http1;
    private final Consumer<String> note;

    TlsAcceptor(
            ServerTls tls, Consumer<Channel> spdy, Consumer<Channel> http1, Consumer<String> note) {
        this.tls = tls;
        this.spdy = spdy;
        this.http1 = http1;
        this.note = note;
    }

    @Override
    protected void initChannel(Channel channel) {
        SslHandler handler = tls.handler(channel.alloc());
        channel.pipeline().addLast(handler, new PeersClose(handler), new Negotiated(handler));
    }

    private final class Negotiated extends ChannelInboundHandlerAdapter {
        private final SslHandler handler;

        Negotiated(SslHandler handler) {
            this.handler = handler;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
            switch (event) {
                case SslHandshakeCompletionEvent done when done.isSuccess() -> begin(ctx);
                case SslHandshakeCompletionEvent failed -> {
                    refuse(ctx, Reasons.of(failed.cause()));
                }
                case ChannelInputShutdownEvent end -> ctx.close();
                default -> super.userEventTriggered(ctx, event);
            }
        }

        private void begin(ChannelHandlerContext ctx) {
            String chosen = handler.applicationProtocol();
            if (SPDY.equals(chosen) && tls.offers().contains(SPDY)) {
                spdy.accept(ctx.channel());
            } else if (chosen == null || chosen.equals(HTTP)) {
                http1.accept(ctx.channel());
            } else {
                refuse(
                        ctx,
                        "the client chose \"%s\" by NPN, which is not offered here (offered: %s)"
                                .formatted(
                                        chosen.replaceAll("\\p{Cntrl}", "?"),
                                        String.join(", ", tls.offers())));
                return;
            }
            ctx.pipeline().remove(this);
        }

        private void refuse(ChannelHandlerContext ctx, String reason) {
            note.accept("TLS with %s: %s".formatted(ctx.channel().remoteAddress(), reason));
            ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // The handshake's own event reports the reason.
            ctx.close();
        }
    }
}
