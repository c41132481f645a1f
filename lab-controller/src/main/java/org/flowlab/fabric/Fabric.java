package org.flowlab.fabric;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.flowlab.sys.PacketSocket;
import org.flowlab.unit.Seed;

/// The wire of one or more labs. It carries the frames of its links. Each end of a link is a device
/// in the fabric's network namespace or a port of a [Switch].
///
/// It has two threads: the wire carries frames and decides their fate, and the recorder reports
/// each frame's fate to the link's sink. Links can be added, changed and removed while traffic
/// flows. A process may have many fabrics; each has its own namespace, threads and memory, and they
/// share nothing. Thread-safe.
public final class Fabric implements AutoCloseable {
    /// The longest time that the removal of a link waits for its last frames to be reported.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long SETTLE_NANOS = 500_000;

    private final FabricOptions options;
    private final PacketSocket socket;
    private final FramePool pool;
    private final RecordRing ring;
    private final PatchPanel panel = new PatchPanel();
    private final Links links = new Links();
    private final Recorder recorder;
    private final Wire wire;
    private final WireThread thread;
    private boolean closed;

    private Fabric(FabricOptions options, PacketSocket socket, FramePool pool, RecordRing ring) {
        this.options = options;
        this.socket = socket;
        this.pool = pool;
        this.ring = ring;
        this.recorder = new Recorder(ring, links, options.name());
        this.wire = new Wire(socket, panel, links, pool, ring, recorder, options.spin().toNanos());
        this.thread = new WireThread(wire, options.name());
    }

    /// Opens a fabric in the network namespace of the calling thread; any thread may use it. The
    /// namespace should hold only the fabric's ends of links. Each end should be up, have no
    /// address, have IPv6 off, and have an MTU no smaller than its peer's.
    ///
    /// @throws org.flowlab.sys.libc.SysException if the kernel refuses, for example without
    ///   CAP_NET_RAW
    public static Fabric open(FabricOptions options) {
        Fabric fabric = start(options);
        try {
            fabric.awaitReady();
        } catch (RuntimeException e) {
            fabric.close();
            throw e;
        }
        return fabric;
    }

    /// Opens a fabric that is not ready yet. The kernel needs 10 to 20 ms more; meanwhile the
    /// caller can add links and start nodes. Frames sent before [#awaitReady] returns may be lost.
    public static Fabric start(FabricOptions options) {
        return start(options, PacketSocket.prepared(options.ringFrames(), options.frameBytes()));
    }

    /// Opens a fabric on an existing socket. If the socket has [begun][PacketSocket#begin], the
    /// fabric is ready at once.
    ///
    /// @param socket a socket with the ring that the options describe. The fabric closes it, even
    ///   if the fabric does not start, for example for lack of memory
    public static Fabric start(FabricOptions options, PacketSocket socket) {
        Fabric fabric = reserved(options, socket);
        try {
            fabric.recorder.start();
            fabric.thread.start();
        } catch (RuntimeException | Error e) {
            fabric.close();
            throw e;
        }
        return fabric;
    }

    private static Fabric reserved(FabricOptions options, PacketSocket socket) {
        FramePool pool = null;
        try {
            pool = new FramePool(options.poolFrames(), options.frameBytes());
            return new Fabric(options, socket, pool, new RecordRing(options.recorderBytes()));
        } catch (RuntimeException | Error e) {
            if (pool != null) {
                pool.close();
            }
            socket.close();
            throw e;
        }
    }

    /// Waits until the wire takes in frames.
    ///
    /// @throws org.flowlab.sys.libc.SysException if the kernel refused
    public void awaitReady() {
        thread.awaitReady();
    }

    /// Adds a switch without ports; [#addLink] adds the ports.
    public Switch addSwitch(String name) {
        return new Switch(panel, name);
    }

    /// Adds a link. It carries frames from now on.
    ///
    /// @param forward what is done to frames from `a` to `b`
    /// @param seed the lab's seed; the link's own seed is made from it and the link's name
    /// @throws IllegalArgumentException if an end has a link already or belongs to another fabric,
    ///   or if the link would close a loop of switches
    public synchronized Link addLink(
            String name, End a, End b, Impairment forward, Impairment reverse, Seed seed) {
        checkOpen();
        panel.check(name, a, b);
        int number = links.takeNumber();
        int portA = panel.takePort(a, b);
        int portB = panel.takePort(b, a);
        Seed linkSeed = seed.of(name);
        Direction there = direction(number, true, linkSeed, forward, b, portB);
        Direction back = direction(number, false, linkSeed, reverse, a, portA);
        Link link = new Link(this, name, number, a, b, linkSeed, there, back, options.sink());
        links.add(link);
        panel.plug(a, portA, there);
        panel.plug(b, portB, back);
        return link;
    }

    private Direction direction(
            int number, boolean forward, Seed link, Impairment impairment, End out, int port) {
        return new Direction(
                number,
                forward,
                link.of(forward ? "forward" : "reverse"),
                impairment,
                options.poolFrames(),
                out instanceof End.Device(int ifindex) ? ifindex : 0,
                out instanceof End.Port(Switch bridge) ? bridge : null,
                port);
    }

    /// Replaces a link's directions by new ones. Frames that enter from now on get a new direction;
    /// frames under way keep theirs.
    synchronized void restart(Link link, Impairment forward, Impairment reverse) {
        checkOpen();
        if (links.byNumber(link.number()) != link) {
            throw new IllegalStateException("link " + link.name() + ": restarted after removal");
        }
        int portA = link.reverseDirection().outPort;
        int portB = link.forwardDirection().outPort;
        Direction there = direction(link.number(), true, link.seed(), forward, link.b(), portB);
        Direction back = direction(link.number(), false, link.seed(), reverse, link.a(), portA);
        link.begin(there, back);
        panel.replace(link.a(), portA, there);
        panel.replace(link.b(), portB, back);
    }

    void remove(Link link) {
        synchronized (this) {
            if (closed || links.byNumber(link.number()) != link) {
                return;
            }
            link.setUp(false);
            panel.unplug(link.a(), link.reverseDirection().outPort);
            panel.unplug(link.b(), link.forwardDirection().outPort);
        }
        recorder.awaitDrained(PATIENCE);
        links.remove(link);
    }

    /// Sets which frames are background: they are carried like all others, but [#awaitIdle] does
    /// not wait for them.
    public void setBackground(FrameFilter background) {
        wire.background = background;
    }

    /// Waits until the links are idle: no frame is under way, none came for half a millisecond, and
    /// all frames before that were reported to the sinks. [Background][#setBackground] frames do
    /// not count.
    ///
    /// The half millisecond is for frames that a sender's system call left to the kernel's softirq
    /// thread. On a busy machine that thread may take longer.
    ///
    /// @param of the links to wait for; if there are none, all links
    /// @return false if `atMost` passed first, or the calling thread was interrupted
    public boolean awaitIdle(Duration atMost, Link... of) {
        long end = System.nanoTime() + atMost.toNanos();
        List<Link> waited = of.length == 0 ? links.all() : List.of(of);
        long entered = -1;
        while (true) {
            sync();
            long now = waited.stream().mapToLong(Link::awaitedFrames).sum();
            if (now == entered && waited.stream().allMatch(Link::isIdle)) {
                return recorder.awaitDrained(
                        Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            }
            entered = now;
            boolean interrupted = Thread.currentThread().isInterrupted(); // keeps the flag
            if (System.nanoTime() >= end || !thread.isAlive() || interrupted) {
                return false;
            }
            LockSupport.parkNanos(SETTLE_NANOS);
        }
    }

    /// Waits until the wire has taken in the frames that came before this call and has published
    /// its counters.
    void sync() {
        thread.sync();
    }

    /// The fabric's links, in the order in which they were added.
    public List<Link> links() {
        return links.all();
    }

    public FabricReport report() {
        sync();
        return new FabricReport(
                socket.received(),
                socket.dropped(),
                wire.unknownFrames,
                wire.truncatedFrames,
                wire.missingChecksums,
                wire.outOfMemory,
                wire.unrecordedFrames,
                wire.matcherErrors,
                recorder.sinkErrors(),
                wire.clockSteps(),
                wire.implausibleStamps,
                wire.filteredFrames);
    }

    /// The wire's thread, for benchmarks.
    public Thread wireThread() {
        return thread.thread();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException(options.name() + ": fabric used after close");
        }
    }

    /// Stops the wire, reports all recorded frames to the sinks, and frees the memory. Frames under
    /// way are lost.
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        thread.stop();
        recorder.close();
        pool.close();
        ring.close();
        closeSocket();
    }

    /// Closes the socket on a thread of its own, because the kernel waits for a grace period.
    private void closeSocket() {
        try {
            Thread.ofPlatform().name(options.name() + " closer").daemon().start(socket::close);
        } catch (OutOfMemoryError e) {
            socket.close(); // no room for one more thread
        }
    }
}
