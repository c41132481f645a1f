package org.flowlab.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.fabric.FrameSink;
import org.flowlab.fabric.FrameView;
import org.flowlab.fabric.Gap;
import org.flowlab.fabric.WireFrame;
import org.flowlab.unit.ByteCount;

/// The frames that a lab's wire carried since the last [#take], as far as there is room for them,
/// and the gaps: where frames are missing from it.
///
/// Background frames, which bystanders exchange, get at most half of the room, so that they cannot
/// crowd out the frames of a trial's parties. All recordings of the process share one room.
/// Thread-safe.
public final class Recording implements AutoCloseable {
    /// What a frame takes up beside its bytes, roughly.
    private static final long FRAME_OVERHEAD_BYTES = 80;

    /// Gaps of one kind that are closer than this become one.
    private static final long NEAR_NANOS = 1_000_000;

    /// If there are more gaps than this, those of one kind become one.
    private static final int MOST_GAPS = 1_000;

    private final RecordingRoom room;
    private List<WireFrame> frames = new ArrayList<>();
    private List<Gap> gaps = new ArrayList<>();
    private final Map<Gap, Integer> lastGaps = new LinkedHashMap<>();
    private long bytes;
    private long backgroundBytes;
    private long missing;
    private boolean on = true;

    /// What was recorded.
    ///
    /// @param frames in the order in which their fates were known
    /// @param gaps in the order in which they were found; empty if all was recorded
    public record Recorded(List<WireFrame> frames, List<Gap> gaps) {
        public Recorded {
            frames = List.copyOf(frames);
            gaps = List.copyOf(gaps);
        }
    }

    /// In the room of the process.
    Recording() {
        this(RecordingRoom.OF_PROCESS);
    }

    Recording(RecordingRoom room) {
        this.room = room;
    }

    /// The sink of the link that stands at `position` in the plan.
    FrameSink sink(int position) {
        return new FrameSink() {
            @Override
            public void frame(FrameView frame) {
                add(position, frame);
            }

            @Override
            public void gap(Gap gap) {
                add(gap.withLink(position));
            }
        };
    }

    private synchronized void add(int position, FrameView frame) {
        if (!on) {
            return;
        }
        boolean background = frame.background();
        long needed = frame.length() + FRAME_OVERHEAD_BYTES;
        if ((background && backgroundBytes + needed > room.most() / 2)
                || !room.take(needed, bytes)) {
            add(
                    new Gap(
                            position,
                            frame.forward(),
                            background,
                            1,
                            frame.enteredNanos(),
                            frame.leftNanos()));
            return;
        }
        bytes += needed;
        backgroundBytes += background ? needed : 0;
        frames.add(frame.toWireFrame(position));
    }

    synchronized void add(Gap gap) {
        if (!on) {
            return;
        }
        missing += gap.frames();
        Gap kind = new Gap(gap.link(), gap.forward(), gap.background(), 0, 0, 0);
        Integer last = lastGaps.get(kind);
        if (last != null
                && (gaps.size() >= MOST_GAPS
                        || gap.fromNanos() - gaps.get(last).untilNanos() < NEAR_NANOS)) {
            gaps.set(last, gaps.get(last).with(gap));
        } else {
            lastGaps.put(kind, gaps.size());
            gaps.add(gap);
        }
    }

    /// What came since the last call.
    public synchronized Recorded take() {
        Recorded taken = new Recorded(frames, gaps);
        clear();
        return taken;
    }

    private void clear() {
        frames = new ArrayList<>();
        gaps = new ArrayList<>();
        lastGaps.clear();
        room.give(bytes);
        bytes = 0;
        backgroundBytes = 0;
        missing = 0;
    }

    /// What came since the last take, which goes on.
    public synchronized List<WireFrame> frames() {
        return List.copyOf(frames);
    }

    /// How many came since the last take, those included that were not recorded.
    public synchronized long size() {
        return frames.size() + missing;
    }

    /// How much is kept at most, if no other lab records much.
    public ByteCount room() {
        return new ByteCount(room.alone());
    }

    /// Whether frames are kept; a lab starts with that on.
    public synchronized void keep(boolean on) {
        this.on = on;
        if (!on) {
            clear();
        }
    }

    /// Keeps nothing from now on, and gives the room back.
    @Override
    public void close() {
        keep(false);
    }
}
