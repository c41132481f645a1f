package org.flowlab.node.role;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;

/// Netty's epoll, in which a socket stays registered until it is closed. Netty (4.2.18) removes a
/// socket that waits for no event, and does not add it again. If the peer has ended its side and
/// the answer is longer than the kernel's buffer, the next wait then fails with ENOENT, and the
/// answer is cut short without an error. Here such a socket waits for errors only (`EPOLLET` alone,
/// epoll_ctl(2)).
final class StayingEpoll implements IoHandler {
    private final IoHandler epoll;

    private StayingEpoll(IoHandler epoll) {
        this.epoll = epoll;
    }

    static IoHandlerFactory newFactory() {
        IoHandlerFactory factory = EpollIoHandler.newFactory();
        return new IoHandlerFactory() {
            @Override
            public IoHandler newHandler(ThreadAwareExecutor executor) {
                return new StayingEpoll(factory.newHandler(executor));
            }

            @Override
            public boolean isChangingThreadSupported() {
                return factory.isChangingThreadSupported();
            }
        };
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return new Staying(epoll.register(handle));
    }

    private static final class Staying implements IoRegistration {
        private final IoRegistration registration;
        private boolean added;

        Staying(IoRegistration registration) {
            this.registration = registration;
        }

        @Override
        public synchronized long submit(IoOps ops) {
            boolean nothing = ops.equals(EpollIoOps.NONE);
            added |= !nothing;
            return registration.submit(added && nothing ? EpollIoOps.EPOLLET : ops);
        }

        @SuppressWarnings("TypeParameterUnusedInFormals") // The interface's own.
        @Override
        public <T> T attachment() {
            return registration.attachment();
        }

        @Override
        public boolean isValid() {
            return registration.isValid();
        }

        @Override
        public boolean cancel() {
            return registration.cancel();
        }
    }

    // ── Netty's own ──

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return epoll.run(context);
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return epoll.isCompatible(handleType);
    }
}
