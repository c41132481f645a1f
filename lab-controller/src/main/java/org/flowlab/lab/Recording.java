package org.flowlab.lab;

import java.util.ArrayList;
import java.util.List;
import org.flowlab.fabric.WireFrame;
import org.flowlab.unit.ByteCount;

/// The frames that a lab's wire carried since the last [#take], as far as there is room for them.
/// Thread-safe.
public final class Recording {
    /// What a frame takes up beside its bytes, roughly.
    private static final long FRAME_OVERHEAD_BYTES = 80;

    private final long mostBytes;
    private List<WireFrame> frames = new ArrayList<>();
    private long bytes;
    private long omitted;
    private boolean on = true;

    /// With room in proportion to this process's heap.
    Recording() {
        this(Runtime.getRuntime().maxMemory() / 8);
    }

    /// @param mostBytes that the frames kept may take up
    Recording(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    synchronized void add(WireFrame frame) {
        if (!on) {
            return;
        }
        long needed = frame.bytes().length + FRAME_OVERHEAD_BYTES;
        if (bytes + needed > mostBytes) {
            omitted++;
            return;
        }
        bytes += needed;
        frames.add(frame);
    }

    /// What came since the last call.
    public synchronized List<WireFrame> take() {
        List<WireFrame> taken = frames;
        clear();
        return taken;
    }

    private void clear() {
        frames = new ArrayList<>();
        bytes = 0;
        omitted = 0;
    }

    /// What came since the last take, which goes on.
    public synchronized List<WireFrame> frames() {
        return List.copyOf(frames);
    }

    /// How many came since the last take, those included for which there was no room.
    public synchronized long size() {
        return frames.size() + omitted;
    }

    /// How many since the last take there was no room for.
    public synchronized long omitted() {
        return omitted;
    }

    /// How much is kept at most.
    public ByteCount room() {
        return new ByteCount(mostBytes);
    }

    /// Whether frames are kept; a lab starts with that on.
    public synchronized void keep(boolean on) {
        this.on = on;
        if (!on) {
            clear();
        }
    }
}
