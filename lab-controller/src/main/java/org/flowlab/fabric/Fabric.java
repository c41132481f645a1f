package org.flowlab.fabric;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.flowlab.sys.PacketSocket;
import org.flowlab.unit.Seed;

/// The wire of one or more labs: carries the frames of its links, each of which joins two devices
/// in one network namespace, the fabric's, or a device and a port of a [Switch].
///
/// It has two threads: the wire carries and decides, and the recorder reports to the links' sinks
/// what became of each frame. Links come, go and change while traffic flows. A process may have
/// many fabrics; each has its own namespace, threads and memory, and they share nothing.
/// Thread-safe.
public final class Fabric implements AutoCloseable {
    /// The longest time that the removal of a link waits until its last frames were reported.
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

    /// Opens a fabric in the network namespace that the calling thread is in; any thread may use
    /// it. The namespace should hold nothing but the fabric's ends of links, up, without addresses,
    /// with IPv6 off, and with an MTU no smaller than that of the peers.
    ///
    /// @throws org.flowlab.sys.libc.SysException if the kernel refuses, as without CAP_NET_RAW
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

    /// Opens a fabric that is not ready yet: the kernel takes 10 to 20 ms, in which the caller can
    /// add links and start nodes. Frames sent before [#awaitReady] returned may be lost.
    public static Fabric start(FabricOptions options) {
        return start(options, PacketSocket.prepared(options.ringFrames(), options.frameBytes()));
    }

    /// The same on a socket that is there already; if that has begun to take in frames, the fabric
    /// is ready at once.
    ///
    /// @param socket with the options' ring; the fabric closes it, also if it does not start, as on
    ///   a machine without room for its memory or threads
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

    /// Adds a switch without ports; [#addLink] makes them.
    public Switch addSwitch(String name) {
        return new Switch(panel, name);
    }

    /// Adds a link that carries frames from now on.
    ///
    /// @param forward what is done to frames from `a` to `b`
    /// @param seed of the lab; the link's own seed grows from it and the link's name
    /// @throws IllegalArgumentException if an end is taken, or the link would close a loop of
    ///   switches
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

    /// Gives a link new directions, in the places of the old ones: the wire looks up the direction
    /// of each frame that enters, and frames under way keep theirs.
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

    /// Sets which frames are background: carried like all others, but not waited for.
    public void setBackground(FrameFilter background) {
        wire.background = background;
    }

    /// Waits until no frame but [background][#setBackground] is under way on `of`, none came for
    /// half a millisecond, and all that came before was reported to the sinks. The pause is for
    /// frames that a sender's system call left to the kernel's softirq thread, which on a busy
    /// machine may take longer still.
    ///
    /// @param of the links; none for all
    /// @return false if that was not so in time, or the calling thread was interrupted
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
            boolean interrupted = Thread.currentThread().isInterrupted(); // and stays so
            if (System.nanoTime() >= end || !thread.isAlive() || interrupted) {
                return false;
            }
            LockSupport.parkNanos(SETTLE_NANOS);
        }
    }

    /// Waits until the wire has taken in what came before, and has published its counters.
    void sync() {
        thread.sync();
    }

    /// The links that there are, in the order in which they were added.
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

    /// Stops the wire, reports to the sinks what was recorded, and frees the memory. Frames under
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

    /// On a thread of its own, as the kernel waits for a grace period.
    private void closeSocket() {
        try {
            Thread.ofPlatform().name(options.name() + " closer").daemon().start(socket::close);
        } catch (OutOfMemoryError e) {
            socket.close(); // on a machine without room for one more thread
        }
    }
}
