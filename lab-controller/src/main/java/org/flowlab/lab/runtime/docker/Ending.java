package org.flowlab.lab.runtime.docker;

import java.util.concurrent.CompletableFuture;
import org.flowlab.lab.runtime.NodeExit;

/// How one container ends, as far as the daemon has said. Thread-safe.
final class Ending {
    /// 128 and SIGKILL.
    private static final int BY_KERNEL = 137;

    private final CompletableFuture<NodeExit> exit = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private volatile boolean outOfMemory;

    /// The kernel ended a process of it, because the container used all memory that it may.
    void outOfMemory() {
        outOfMemory = true;
    }

    void died(int status) {
        exit.complete(
                new NodeExit(
                        status,
                        outOfMemory && status == BY_KERNEL
                                ? "out of memory: the kernel ended it at its container's limit;"
                                        + " LAB_NODE_MEMORY sets another, in MiB"
                                : ""));
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
