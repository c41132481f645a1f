package org.flowlab.fabric;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.flowlab.unit.Seed;

/// A link of a fabric. Thread-safe. A change applies to the frames that enter after it; what was
/// decided for frames under way stays.
public final class Link {
    private final Fabric fabric;
    private final String name;
    private final int number;
    private final End a;
    private final End b;
    private final Seed seed;
    private volatile Direction forward;
    private volatile Direction reverse;
    private volatile FrameSink sink;

    /// The directions that the last [#restart] replaced, which the wire may still be giving a
    /// frame, and older ones that had frames under way then.
    private volatile List<Direction> earlier = List.of();

    Link(
            Fabric fabric,
            String name,
            int number,
            End a,
            End b,
            Seed seed,
            Direction forward,
            Direction reverse,
            FrameSink sink) {
        this.fabric = fabric;
        this.name = name;
        this.number = number;
        this.a = a;
        this.b = b;
        this.seed = seed;
        this.forward = forward;
        this.reverse = reverse;
        this.sink = sink;
    }

    public String name() {
        return name;
    }

    /// The number that its frames are recorded with. A fabric never gives a number twice.
    public int number() {
        return number;
    }

    /// Sets what is done to frames from A to B and from B to A. A frame with a shorter delay may
    /// overtake one that entered before it.
    public synchronized void change(Impairment forward, Impairment reverse) {
        this.forward.wanted = forward;
        this.reverse.wanted = reverse;
    }

    /// Sets what is done to frames, and resets the link to the state of a new one: frames are
    /// numbered from 0, so that random decisions are those of a new link, and all counts start from
    /// 0. Frames under way are delivered as was decided before; no report counts them.
    ///
    /// @throws IllegalStateException if the link was removed
    public void restart(Impairment forward, Impairment reverse) {
        fabric.restart(this, forward, reverse);
    }

    /// Replaces the directions. Only the fabric calls this.
    synchronized void begin(Direction forward, Direction reverse) {
        earlier =
                Stream.concat(
                                earlier.stream().filter(Direction::hasFramesUnderWay),
                                Stream.of(this.forward, this.reverse))
                        .toList();
        forward.up = this.forward.up;
        reverse.up = this.reverse.up;
        forward.matcher = this.forward.matcher;
        reverse.matcher = this.reverse.matcher;
        this.forward = forward;
        this.reverse = reverse;
    }

    public Impairment forward() {
        return forward.wanted;
    }

    public Impairment reverse() {
        return reverse.wanted;
    }

    /// Cuts the link or mends it. Frames that enter or are due to leave while it is down are
    /// dropped.
    public void setUp(boolean up) {
        both(direction -> direction.up = up);
    }

    /// Asks `matcher` about each frame of both directions before its fate is decided.
    public void setMatcher(FrameMatcher matcher) {
        both(direction -> direction.matcher = matcher);
    }

    private synchronized void both(Consumer<Direction> change) {
        change.accept(forward);
        change.accept(reverse);
        earlier.forEach(change);
    }

    /// Reports this link's frames to `sink` instead of the fabric's sink.
    public void setSink(FrameSink sink) {
        this.sink = sink;
    }

    public LinkReport report() {
        fabric.sync();
        return new LinkReport(name, number, forward.report(), reverse.report());
    }

    /// Takes the link out of the fabric; frames under way are dropped.
    public void remove() {
        fabric.remove(this);
    }

    FrameSink sink() {
        return sink;
    }

    End a() {
        return a;
    }

    End b() {
        return b;
    }

    Seed seed() {
        return seed;
    }

    Direction forwardDirection() {
        return forward;
    }

    Direction reverseDirection() {
        return reverse;
    }

    boolean isIdle() {
        return forward.isIdle() && reverse.isIdle() && earlier.stream().allMatch(Direction::isIdle);
    }

    /// The number of frames that entered since the last [#restart], in both directions. Does not
    /// wait for the wire.
    public long enteredFrames() {
        return forward.enteredFrames() + reverse.enteredFrames();
    }

    /// The same number without [background][Fabric#setBackground] frames.
    public long awaitedFrames() {
        return forward.awaitedFrames() + reverse.awaitedFrames();
    }
}
