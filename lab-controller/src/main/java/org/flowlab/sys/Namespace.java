package org.flowlab.sys;

import static org.flowlab.sys.libc.Constants.CLONE_NEWNET;
import static org.flowlab.sys.libc.Constants.CLONE_NEWNS;
import static org.flowlab.sys.libc.Constants.MS_BIND;
import static org.flowlab.sys.libc.Constants.MS_PRIVATE;
import static org.flowlab.sys.libc.Constants.MS_REC;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.flowlab.sys.libc.FileDescriptor;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.SysException;
import org.jspecify.annotations.Nullable;

/// A network namespace, held by a file descriptor of this process and by nothing else.
///
/// It lives until this handle is closed and no thread, process or socket is in it any more; it dies
/// with the process, even by SIGKILL, as nothing of it is in the file system. A socket stays in the
/// namespace of the thread that made it, whichever thread uses it later. Thread-safe.
public final class Namespace implements AutoCloseable {
    private final String name;
    private final FileDescriptor descriptor;

    Namespace(String name, FileDescriptor descriptor) {
        this.name = name;
        this.descriptor = descriptor;
    }

    /// A new and empty one, in which not even `lo` is up.
    ///
    /// @param name for errors and thread names only
    /// @throws UnsupportedMachineException where this process may not
    public static Namespace create(String name) {
        return OwnThread.call("netns-maker", () -> createHere(name));
    }

    /// Leaves the calling thread in the namespace that it makes.
    static Namespace createHere(String name) {
        int result = LibC.get().unshare(CLONE_NEWNET);
        if (result < 0) {
            throw UnsupportedMachineException.explain(
                    "make a network namespace for " + name + ": unshare(CLONE_NEWNET)", -result);
        }
        return new Namespace(name, FileDescriptor.open("/proc/thread-self/ns/net"));
    }

    /// One that somebody else made: `/proc/<pid>/ns/net` of a container's process. Closing the
    /// handle leaves it alone.
    public static Namespace open(String name, Path path) {
        return new Namespace(name, FileDescriptor.open(path.toString()));
    }

    public String name() {
        return name;
    }

    /// Where other programs find it while this handle is open: `nsenter --net=<path>`.
    public Path path() {
        return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor.fd());
    }

    /// The kernel's name of it, `net:[4026532000]`: the same for every handle of one namespace.
    public String identity() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor.fd())).toString();
        } catch (IOException e) {
            throw new UncheckedIOException("read which namespace " + name + " is", e);
        }
    }

    /// Moves the calling thread into it for good.
    ///
    /// @throws IllegalStateException on a virtual thread: its carrier would be moved
    public void enter() {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException(
                    "enter namespace " + name + ": a virtual thread cannot, use threads()");
        }
        SysException.check(
                LibC.get().setns(descriptor.fd(), CLONE_NEWNET),
                "enter the network namespace of " + name + ": setns");
    }

    /// Runs `task` in it, on a thread of its own, and waits. Sockets that it makes stay in the
    /// namespace.
    public <T> T call(Callable<T> task) {
        return OwnThread.call(
                name + "-call",
                () -> {
                    enter();
                    return task.call();
                });
    }

    /// Makes platform daemon threads that live in it, and so do the processes that they start.
    public ThreadFactory threads(String prefix) {
        return threads(prefix, null);
    }

    /// @param hosts a file that these threads, and the processes that they start, see as
    ///   `/etc/hosts`; they get a mount namespace of their own for that. Null for the machine's.
    public ThreadFactory threads(String prefix, @Nullable Path hosts) {
        AtomicInteger count = new AtomicInteger();
        return task ->
                Thread.ofPlatform()
                        .daemon()
                        .name(prefix + "-" + count.getAndIncrement())
                        .unstarted(
                                () -> {
                                    enter();
                                    if (hosts != null) {
                                        bindHosts(hosts);
                                    }
                                    task.run();
                                });
    }

    private void bindHosts(Path hosts) {
        LibC libc = LibC.get();
        String what = "give node " + name + " its own /etc/hosts: ";
        SysException.check(libc.unshare(CLONE_NEWNS), what + "unshare(CLONE_NEWNS)");
        // Else the bind below would reach the machine's own mount namespace.
        SysException.check(
                libc.mount("none", "/", "none", MS_REC | MS_PRIVATE, MemorySegment.NULL),
                what + "mount --make-rprivate /");
        SysException.check(
                libc.mount(
                        hosts.toAbsolutePath().toString(),
                        "/etc/hosts",
                        "none",
                        MS_BIND,
                        MemorySegment.NULL),
                what + "mount --bind " + hosts + " /etc/hosts");
    }

    int fd() {
        return descriptor.fd();
    }

    @Override
    public void close() {
        descriptor.close();
    }

    @Override
    public String toString() {
        return "namespace " + name + (descriptor.isOpen() ? "" : " (closed)");
    }
}
