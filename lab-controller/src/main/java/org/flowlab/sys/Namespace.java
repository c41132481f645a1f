package org.flowlab.sys;

import static org.flowlab.sys.libc.Constants.CLONE_NEWNET;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.flowlab.sys.libc.FileDescriptor;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.SysException;
import org.jspecify.annotations.Nullable;

/// A network namespace, held by a file descriptor of this process and by nothing else.
///
/// It exists until this handle is closed and no thread, process or socket is in it. It also ends
/// with this process, even by SIGKILL, because nothing of it is in the file system. A socket stays
/// in the namespace of the thread that made it, whichever thread uses it later. Thread-safe.
public final class Namespace implements AutoCloseable {
    private final String name;
    private final FileDescriptor descriptor;

    /// Whether it is as the kernel made it: no thread of this process entered it later.
    private volatile boolean fresh;

    private Namespace(String name, FileDescriptor descriptor, boolean fresh) {
        this.name = name;
        this.descriptor = descriptor;
        this.fresh = fresh;
    }

    /// Makes a new, empty namespace, in which even `lo` is down.
    ///
    /// @param name for errors and thread names only
    /// @throws UnsupportedMachineException if this process is not allowed to
    public static Namespace create(String name) {
        return createAll(List.of(name)).getFirst();
    }

    /// Makes a new, empty namespace for each of `names`. If one cannot be made, none is left.
    ///
    /// @throws UnsupportedMachineException if this process is not allowed to
    public static List<Namespace> createAll(List<String> names) {
        return OwnThread.call(
                "netns-maker",
                () -> {
                    List<Namespace> made = new ArrayList<>();
                    try {
                        for (String name : names) {
                            made.add(createHere(name));
                        }
                        return made;
                    } catch (RuntimeException e) {
                        made.forEach(Namespace::close);
                        throw e;
                    }
                });
    }

    /// Makes a new namespace and leaves the calling thread in it.
    public static Namespace createHere(String name) {
        int result = LibC.get().unshare(CLONE_NEWNET);
        if (result < 0) {
            throw UnsupportedMachineException.explain(
                    "make a network namespace for " + name + ": unshare(CLONE_NEWNET)", -result);
        }
        return new Namespace(name, FileDescriptor.open("/proc/thread-self/ns/net"), true);
    }

    /// Opens a namespace that someone else made, for example `/proc/<pid>/ns/net` of a container's
    /// process. Closing the handle does not end it.
    public static Namespace open(String name, Path path) {
        return new Namespace(name, FileDescriptor.open(path.toString()), false);
    }

    /// Whether this process made it, and no thread has entered it since.
    boolean isFresh() {
        return fresh;
    }

    public String name() {
        return name;
    }

    /// The path under which other programs find it while this handle is open, for example for
    /// `nsenter --net=<path>`.
    public Path path() {
        return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor.fd());
    }

    /// The kernel's name for it, for example `net:[4026532000]`. All handles of one namespace have
    /// the same.
    public String identity() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor.fd())).toString();
        } catch (IOException e) {
            throw new UncheckedIOException("read the identity of namespace " + name, e);
        }
    }

    /// Moves the calling thread into it for good.
    ///
    /// @throws IllegalStateException on a virtual thread, because its carrier thread would be moved
    public void enter() {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException(
                    "enter namespace " + name + ": impossible on a virtual thread, use threads()");
        }
        fresh = false;
        SysException.check(
                LibC.get().setns(descriptor.fd(), CLONE_NEWNET),
                "enter the network namespace of " + name + ": setns");
    }

    /// Runs `task` in it, on a thread of its own, and waits for its end. Sockets that the task
    /// makes stay in the namespace.
    public <T> T call(Callable<T> task) {
        return OwnThread.call(
                name + "-call",
                () -> {
                    enter();
                    return task.call();
                });
    }

    /// Makes platform daemon threads that run in it. Processes that they start run in it, too.
    public ThreadFactory threads(String prefix) {
        return threads(prefix, null);
    }

    /// Makes platform daemon threads that run in it and see another `/etc/hosts`. So do the
    /// processes that they start. For this, each thread gets a mount namespace of its own, which
    /// has its own `/dev/shm`, too.
    ///
    /// @param hosts the file to see as `/etc/hosts`; null for the machine's, without a mount
    ///   namespace
    public ThreadFactory threads(String prefix, @Nullable Path hosts) {
        return threads(
                prefix,
                hosts,
                null,
                e -> {
                    throw e;
                });
    }

    private ThreadFactory threads(
            String prefix,
            @Nullable Path hosts,
            @Nullable Object hostsKey,
            Consumer<RuntimeException> failed) {
        if (hosts != null && !Files.isReadable(hosts)) {
            throw new IllegalArgumentException("hosts file " + hosts + " cannot be read");
        }
        AtomicInteger count = new AtomicInteger();
        return task ->
                Thread.ofPlatform()
                        .daemon()
                        .name(prefix + "-" + count.getAndIncrement())
                        .unstarted(
                                () -> {
                                    try {
                                        enter();
                                        if (hosts != null) {
                                            MountNamespace.bind(
                                                    hosts,
                                                    hostsKey,
                                                    Path.of("/etc/hosts"),
                                                    "give " + name + " its own /etc/hosts");
                                            MountNamespace.coverSharedMemory(
                                                    "give " + name + " its own /dev/shm");
                                        }
                                    } catch (RuntimeException e) {
                                        failed.accept(e);
                                        return;
                                    }
                                    task.run();
                                });
    }

    /// Starts a process in it. If the machine has setpriv(1), the process is killed when this JVM
    /// ends, in whatever way.
    ///
    /// @param hosts as for [#threads]
    /// @throws IOException if the command cannot be started
    public Process start(ProcessBuilder command, @Nullable Path hosts) throws IOException {
        return start(command, hosts, null);
    }

    /// Starts a process in it, and checks that no other program has replaced the hosts file.
    ///
    /// @param hosts as for [#threads]
    /// @param hostsKey the [java.nio.file.attribute.BasicFileAttributes#fileKey] of the right file;
    ///   null for any file
    /// @throws IOException if the command cannot be started, or `hosts` is another file
    public Process start(ProcessBuilder command, @Nullable Path hosts, @Nullable Object hostsKey)
            throws IOException {
        CompletableFuture<Process> started = new CompletableFuture<>();
        threads(name + "-process", hosts, hostsKey, started::completeExceptionally)
                .newThread(() -> startAndStay(command, started))
                .start();
        try {
            return started.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case UncheckedIOException cause -> throw Objects.requireNonNull(cause.getCause());
                case RuntimeException cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }

    /// Starts the command and waits for its end. The kernel kills a process when the *thread* that
    /// started it ends, so this thread must stay.
    private static void startAndStay(ProcessBuilder command, CompletableFuture<Process> started) {
        Process process;
        try {
            process = DiesWithParent.start(command);
        } catch (IOException | RuntimeException e) {
            started.completeExceptionally(e);
            return;
        }
        started.complete(process);
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                // Only the process's end may end this thread.
            }
        }
    }

    public int fd() {
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
