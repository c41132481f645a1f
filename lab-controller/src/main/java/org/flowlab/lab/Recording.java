package org.flowlab.lab;

import java.util.ArrayList;
import java.util.List;
import org.flowlab.fabric.WireFrame;

/// The frames that a lab's wire carried since the last [#take]. Thread-safe.
public final class Recording {
    private List<WireFrame> frames = new ArrayList<>();
    private boolean on = true;

    synchronized void add(WireFrame frame) {
        if (on) {
            frames.add(frame);
        }
    }

    /// What came since the last call.
    public synchronized List<WireFrame> take() {
        List<WireFrame> taken = frames;
        frames = new ArrayList<>();
        return taken;
    }

    /// What came since the last take, which goes on.
    public synchronized List<WireFrame> frames() {
        return List.copyOf(frames);
    }

    /// How many came since the last take.
    public synchronized int size() {
        return frames.size();
    }

    /// Whether frames are kept; a lab starts with that on.
    public synchronized void keep(boolean on) {
        this.on = on;
        if (!on) {
            frames = new ArrayList<>();
        }
    }
}
