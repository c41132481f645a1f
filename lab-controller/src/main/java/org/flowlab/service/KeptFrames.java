package org.flowlab.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// How many bytes of frames the flows that ended have, over all labs. If that is too much, the
/// oldest results are forgotten. Thread-safe.
final class KeptFrames {
    private final long mostBytes;
    private final SequencedMap<FlowJob, Kept> all = new LinkedHashMap<>();
    private long bytes;

    /// @param forget drops the flow from the lab's list
    private record Kept(long bytes, Runnable forget) {}

    KeptFrames(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /// An eighth of the heap.
    static KeptFrames ofHeap() {
        return new KeptFrames(Runtime.getRuntime().maxMemory() / 8);
    }

    /// Adds the frames of a flow, and forgets the oldest ones that have no more room; never the new
    /// one. No lock may be held that `forget` of another flow takes.
    void add(FlowJob job, long size, Runnable forget) {
        List<Kept> old = new ArrayList<>();
        synchronized (this) {
            all.put(job, new Kept(size, forget));
            bytes += size;
            while (bytes > mostBytes && all.size() > 1) {
                Kept oldest = all.pollFirstEntry().getValue();
                bytes -= oldest.bytes();
                old.add(oldest);
            }
        }
        old.forEach(kept -> kept.forget().run());
    }

    /// Frees the room of a flow that its lab has forgotten.
    synchronized void remove(FlowJob job) {
        Kept kept = all.remove(job);
        if (kept != null) {
            bytes -= kept.bytes();
        }
    }

    synchronized long bytes() {
        return bytes;
    }
}
