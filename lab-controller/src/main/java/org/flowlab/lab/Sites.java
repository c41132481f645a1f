package org.flowlab.lab;

import java.util.concurrent.CompletableFuture;
import org.flowlab.sys.WireSite;
import org.jspecify.annotations.Nullable;

/// The sites of labs' wires: a namespace with a packet socket, one for each lab. A process that
/// brings up one lab after the other makes the next site ahead, because the kernel takes 10 to 20
/// ms until a packet socket takes in frames. Thread-safe.
final class Sites {
    private static final Object LOCK = new Object();

    private static int labs;
    private static @Nullable Spare spare;

    /// Done if none is being made.
    private static CompletableFuture<@Nullable Void> making =
            CompletableFuture.completedFuture(null);

    /// A site that nobody uses yet, whose socket has begun.
    private record Spare(WireSite site, int frames, int frameBytes) {}

    private Sites() {}

    /// A site for a lab: the spare one if it fits, or a new one.
    ///
    /// @throws org.flowlab.sys.UnsupportedMachineException if the machine does not let this process
    static WireSite take(int frames, int frameBytes) {
        synchronized (LOCK) {
            Spare found = spare;
            if (found != null && found.frames == frames && found.frameBytes == frameBytes) {
                spare = null;
                return found.site;
            }
        }
        return WireSite.make(frames, frameBytes);
    }

    /// Makes a site for the next lab in the background. It is called when a lab is up, and does
    /// nothing for the first: a process that brought up two labs will bring up more.
    static void prepare(int frames, int frameBytes) {
        synchronized (LOCK) {
            if (++labs >= 2 && spare == null && making.isDone()) {
                making =
                        CompletableFuture.runAsync(
                                () -> make(frames, frameBytes),
                                task -> Thread.ofPlatform().name("lab site").daemon().start(task));
            }
        }
    }

    private static void make(int frames, int frameBytes) {
        WireSite site = null;
        try {
            site = WireSite.make(frames, frameBytes);
            site.socket().begin();
        } catch (RuntimeException _) {
            // The next lab makes its own, and reports what is wrong.
            if (site != null) {
                site.close();
            }
            return;
        }
        synchronized (LOCK) {
            spare = new Spare(site, frames, frameBytes);
        }
    }

    /// Waits until no site is being made.
    static void settle() {
        CompletableFuture<@Nullable Void> last;
        synchronized (LOCK) {
            last = making;
        }
        last.join();
    }

    /// Closes the spare site, for tests that look for what labs leave behind.
    static void clear() {
        settle();
        synchronized (LOCK) {
            if (spare != null) {
                spare.site.close();
                spare = null;
            }
        }
    }
}
