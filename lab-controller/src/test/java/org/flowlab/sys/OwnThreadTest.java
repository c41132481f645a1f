package org.flowlab.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OwnThreadTest {
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    /// Lets it end a while after this thread was interrupted, which is before it begins to wait.
    private void interruptAndThenEnd() {
        Thread.currentThread().interrupt();
        Thread waiting = Thread.currentThread();
        Thread.ofPlatform()
                .start(
                        () -> {
                            while (waiting.isInterrupted()) {
                                LockSupport.parkNanos(1_000_000); // until it is noticed
                            }
                            mayEnd.countDown();
                        });
    }

    @Test
    void the_end_of_a_thread_is_awaited_through_an_interrupt_which_is_kept() {
        Thread thread = Thread.ofPlatform().daemon().start(this::end);
        interruptAndThenEnd();
        OwnThread.awaitEnd(thread);
        assertThat(thread.isAlive()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void what_a_task_makes_is_awaited_through_an_interrupt_which_is_kept() {
        interruptAndThenEnd();
        String made =
                OwnThread.call(
                        "task",
                        () -> {
                            end();
                            return "made";
                        });
        assertThat(made).isEqualTo("made");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void without_an_interrupt_none_is_told_of() {
        mayEnd.countDown();
        OwnThread.awaitEnd(Thread.ofPlatform().daemon().start(this::end));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private void end() {
        try {
            mayEnd.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
