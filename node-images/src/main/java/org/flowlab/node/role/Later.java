package org.flowlab.node.role;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

/// Chains steps on an event loop; the first failure ends the chain.
final class Later {
    private Later() {}

    @FunctionalInterface
    interface Step<A, B> {
        B of(A value) throws Exception;
    }

    /// Runs a step that has its result at once.
    static <A, B> Future<B> map(EventExecutor loop, Future<A> first, Step<A, B> step) {
        return then(loop, first, value -> loop.newSucceededFuture(step.of(value)));
    }

    /// Runs a step that has its result later.
    static <A, B> Future<B> then(
            EventExecutor loop, Future<A> first, Step<A, ? extends Future<B>> step) {
        Promise<B> last = loop.newPromise();
        first.addListener(
                (Future<A> done) -> {
                    if (!done.isSuccess()) {
                        last.tryFailure(done.cause());
                        return;
                    }
                    try {
                        pass(step.of(done.getNow()), last);
                    } catch (Exception e) {
                        last.tryFailure(e);
                    }
                });
        return last;
    }

    /// Completes `to` with the result or the failure of `from`.
    static <T> void pass(Future<T> from, Promise<T> to) {
        from.addListener(
                (Future<T> done) -> {
                    if (done.isSuccess()) {
                        to.trySuccess(done.getNow());
                    } else {
                        to.tryFailure(done.cause());
                    }
                });
    }
}
