package org.flowlab.node.role;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/// Holds messages back while auto-read is off, and the end of the input behind them. It is needed
/// because a decoder turns one read into many messages, and auto-read does not stop those. When it
/// is removed, it passes on what it holds.
final class Gate extends ChannelDuplexHandler {
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private boolean asked;
    private boolean passing;
    private boolean passedSome;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        waiting.add(message);
        pass(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (isEnd(event)) {
            waiting.add(event);
            pass(ctx);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    static boolean isEnd(Object event) {
        return event instanceof ChannelInputShutdownEvent
                || event instanceof SslCloseCompletionEvent;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        boolean passed = passedSome;
        passedSome = false;
        if (passed) {
            ctx.fireChannelReadComplete();
        }
        readOn(ctx);
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        asked = true;
        if (passing) {
            return;
        }
        boolean passed = pass(ctx);
        readOn(ctx);
        if (passed) {
            passedSome = false;
            ctx.fireChannelReadComplete();
        }
    }

    private void readOn(ChannelHandlerContext ctx) {
        if (waiting.isEmpty() && (asked || ctx.channel().config().isAutoRead())) {
            ctx.read();
        }
    }

    private boolean pass(ChannelHandlerContext ctx) {
        if (passing) {
            return false;
        }
        passing = true;
        boolean passed = false;
        try {
            while (!waiting.isEmpty() && (asked || ctx.channel().config().isAutoRead())) {
                asked = false;
                passed = true;
                fire(ctx, waiting.remove());
            }
        } finally {
            passing = false;
        }
        passedSome |= passed;
        return passed;
    }

    private static void fire(ChannelHandlerContext ctx, Object message) {
        if (isEnd(message)) {
            ctx.fireUserEventTriggered(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        drop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (!ctx.channel().isActive()) {
            drop();
        }
        while (!waiting.isEmpty()) {
            fire(ctx, waiting.remove());
        }
    }

    private void drop() {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }
}
