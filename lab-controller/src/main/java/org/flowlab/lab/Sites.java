package org.flowlab.lab;

import java.util.concurrent.CompletableFuture;
import org.flowlab.sys.WireSite;
import org.jspecify.annotations.Nullable;

/// Where labs' wires are. In a process that brings up one lab after the other the next one's site
/// is made ahead, as the kernel takes 10 to 20 ms until a packet socket takes in frames. Each lab
/// has a site of its own. Thread-safe.
final class Sites {
    private static final Object LOCK = new Object();

    private static int labs;
    private static @Nullable Spare spare;

    /// Done where none is being made.
    private static CompletableFuture<@Nullable Void> making =
            CompletableFuture.completedFuture(null);

    /// A site that nobody uses yet, whose socket has begun.
    private record Spare(WireSite site, int frames, int frameBytes) {}

    private Sites() {}

    /// A site for a lab: the spare one where it fits, or a new one.
    ///
    /// @throws org.flowlab.sys.UnsupportedMachineException where the machine does not let this
    ///   process
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

    /// To be called when a lab is up. From the second one on it makes a site for the next, in the
    /// background: who brought up two will bring up more, and who brought up one may not.
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
            // The next lab makes its own, and tells what is wrong.
            if (site != null) {
                site.close();
            }
            return;
        }
        synchronized (LOCK) {
            spare = new Spare(site, frames, frameBytes);
        }
    }

    /// Waits until none is being made.
    static void settle() {
        CompletableFuture<@Nullable Void> last;
        synchronized (LOCK) {
            last = making;
        }
        last.join();
    }

    /// Lets go of the spare one, as a test does that looks for what labs leave behind.
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
