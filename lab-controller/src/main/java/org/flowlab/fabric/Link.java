package org.flowlab.fabric;

/// A link of a fabric. Thread-safe; what is changed holds for the frames that the wire takes in
/// from then on, those under way keep what was decided for them.
public final class Link {
    private final Fabric fabric;
    private final String name;
    private final int number;
    private final End a;
    private final End b;
    private final Direction forward;
    private final Direction reverse;
    private volatile FrameSink sink;

    Link(
            Fabric fabric,
            String name,
            int number,
            End a,
            End b,
            Direction forward,
            Direction reverse,
            FrameSink sink) {
        this.fabric = fabric;
        this.name = name;
        this.number = number;
        this.a = a;
        this.b = b;
        this.forward = forward;
        this.reverse = reverse;
        this.sink = sink;
    }

    public String name() {
        return name;
    }

    /// What its frames are recorded with; never given twice by a fabric.
    public int number() {
        return number;
    }

    /// Sets what is done to frames from A to B and from B to A. A frame that is delayed less than
    /// one before it may overtake it.
    public void change(Impairment forward, Impairment reverse) {
        this.forward.wanted = forward;
        this.reverse.wanted = reverse;
    }

    public Impairment forward() {
        return forward.wanted;
    }

    public Impairment reverse() {
        return reverse.wanted;
    }

    /// Cuts the link or mends it. Frames that enter while it is down, or whose time to leave comes
    /// while it is down, are dropped.
    public void setUp(boolean up) {
        forward.up = up;
        reverse.up = up;
    }

    /// Asks `matcher` about each frame of both directions before its fate is decided.
    public void setMatcher(FrameMatcher matcher) {
        forward.matcher = matcher;
        reverse.matcher = matcher;
    }

    /// Tells `sink` of this link's frames instead of the fabric's sink.
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

    Direction forwardDirection() {
        return forward;
    }

    Direction reverseDirection() {
        return reverse;
    }

    boolean isIdle() {
        return forward.isIdle() && reverse.isIdle();
    }

    /// How many frames came to it so far, both ways, without waiting for the wire.
    public long enteredFrames() {
        return forward.enteredFrames() + reverse.enteredFrames();
    }

    /// The same without [background][Fabric#setBackground] frames.
    public long awaitedFrames() {
        return forward.awaitedFrames() + reverse.awaitedFrames();
    }
}
