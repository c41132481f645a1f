package org.flowlab.node.role;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.spdy.SpdyStreamChannel;

/// Ends a channel's output, or closes the channel, over TCP, TLS and SPDY.
final class HalfClose {
    private HalfClose() {}

    /// Ends the output after everything that was written; the input stays open. Over TLS, the peer
    /// gets a close_notify first.
    static void output(Channel channel) {
        if (!channel.isActive()) {
            return;
        }
        if (channel instanceof SpdyStreamChannel stream) {
            stream.shutdownOutput();
            return;
        }
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        var written =
                tls == null ? channel.writeAndFlush(Unpooled.EMPTY_BUFFER) : tls.closeOutbound();
        written.addListener(
                done -> {
                    if (done.isSuccess()
                            && channel instanceof DuplexChannel duplex
                            && !duplex.isOutputShutdown()) {
                        duplex.shutdownOutput();
                        closeIfShut(channel);
                    }
                });
    }

    /// Closes a channel whose directions have both ended.
    static void closeIfShut(Channel channel) {
        if (channel instanceof DuplexChannel duplex && duplex.isShutdown()) {
            channel.close();
        }
    }

    /// Closes after everything that was written; aborts if the peer does not read it in time.
    static void afterWrites(Channel channel, long withinMillis) {
        if (!channel.isActive()) {
            return;
        }
        var written =
                channel instanceof SpdyStreamChannel stream
                        ? stream.shutdownOutput()
                        : channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        written.addListener(ChannelFutureListener.CLOSE);
        if (channel.isOpen()) {
            var tooLate =
                    channel.eventLoop()
                            .schedule(() -> abort(channel), withinMillis, TimeUnit.MILLISECONDS);
            channel.closeFuture().addListener(closed -> tooLate.cancel(false));
        }
    }

    /// Ends both directions at once, so that the peer notices the failure: RST_STREAM, or a TCP RST
    /// without a close_notify.
    static void abort(Channel channel) {
        if (channel instanceof SpdyStreamChannel stream) {
            stream.reset(SpdyStreamStatus.CANCEL);
            return;
        }
        if (channel.isActive()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first == null) {
            channel.close();
        } else {
            first.close();
        }
    }
}
