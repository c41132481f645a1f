package org.flowlab.lab.runtime.docker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flowlab.lab.runtime.NodeExit;

/// How one container ends, as far as the daemon has said. Thread-safe.
final class Ending {
    /// 128 and SIGKILL.
    private static final int BY_KERNEL = 137;

    private static final int REASON_PATIENCE_MILLIS = 300;
    private static final String OUT_OF_MEMORY =
            "out of memory: the kernel ended it at its container's limit; LAB_NODE_MEMORY sets"
                    + " another, in MiB";

    private final CompletableFuture<NodeExit> exit = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private volatile boolean outOfMemory;
    private volatile boolean died;

    /// The kernel ended a process of it, because the container used all memory that it may.
    void outOfMemory() {
        outOfMemory = true;
        if (died) {
            exit.complete(new NodeExit(BY_KERNEL, OUT_OF_MEMORY));
        }
    }

    void died(int status) {
        died = true;
        if (status == BY_KERNEL && !outOfMemory) {
            // The reason may come after the end that it explains.
            exit.completeOnTimeout(
                    new NodeExit(status, ""), REASON_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            exit.complete(new NodeExit(status, status == BY_KERNEL ? OUT_OF_MEMORY : ""));
        }
    }

    /// It no longer exists.
    void gone() {
        gone.complete(null);
    }

    /// The daemon will say no more.
    ///
    /// @param why as a sentence without a subject
    void lost(String why) {
        exit.complete(new NodeExit(NodeExit.UNKNOWN, why));
        gone.complete(null);
    }

    /// Completed when its first process has ended, or the daemon.
    CompletableFuture<NodeExit> exit() {
        return exit;
    }

    /// Completed when nothing of it is left, or the daemon has ended.
    CompletableFuture<Void> whenGone() {
        return gone;
    }
}
