package org.flowlab.observe;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.fabric.WireFrame;

/// How large the frames were that each direction of each TCP connection put on the wire, and when:
/// those that bring new data, each once, however often it was sent and over however many links.
final class FrameSizes {
    private static final int ETHERNET_HEADER = 14;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int IPV4_HEADER = 20;
    private static final int TCP_HEADER = 20;
    private static final int TCP = 6;

    static final FrameSizes UNKNOWN = new FrameSizes();

    private final Map<Direction, Track> tracks = new HashMap<>();

    /// @param from address and port, 48 bits
    private record Direction(long from, long to) {}

    /// One direction, in order of time.
    private static final class Track {
        long[] nanos = new long[16];
        int[] sizes = new int[16];
        boolean[] news = new boolean[16];
        int count;
        boolean begun;

        /// The sequence number after the newest byte.
        int next;

        void add(long at, int size, boolean isNew) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
                sizes = Arrays.copyOf(sizes, count * 2);
                news = Arrays.copyOf(news, count * 2);
            }
            nanos[count] = at;
            sizes[count] = size;
            news[count] = isNew;
            count++;
        }

        List<Integer> frames(long after, long to) {
            List<Integer> frames = new ArrayList<>();
            int end = countUpTo(to);
            for (int i = countUpTo(after); i < end; i++) {
                if (news[i]) {
                    frames.add(sizes[i]);
                }
            }
            if (frames.isEmpty() && end > 0 && nanos[end - 1] == to) {
                frames.add(sizes[end - 1]);
            }
            return frames;
        }

        /// How many frames were sent no later than `at`.
        int countUpTo(long at) {
            int low = 0;
            int high = count;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (nanos[middle] <= at) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    private FrameSizes() {}

    /// What was recorded on a lab's wire, in any order.
    static FrameSizes of(List<WireFrame> frames) {
        FrameSizes all = new FrameSizes();
        List<WireFrame> inOrder = new ArrayList<>(frames);
        inOrder.sort(Comparator.comparingLong(WireFrame::enteredNanos));
        inOrder.forEach(f -> all.add(f.enteredNanos(), f.bytes()));
        return all;
    }

    private void add(long nanos, byte[] frame) {
        if (frame.length < ETHERNET_HEADER + IPV4_HEADER + TCP_HEADER) {
            return;
        }
        ByteBuffer b = ByteBuffer.wrap(frame);
        int tcp = ETHERNET_HEADER + (b.get(ETHERNET_HEADER) & 0x0f) * 4;
        if ((b.getShort(12) & 0xffff) != ETHERTYPE_IPV4
                || b.get(ETHERNET_HEADER + 9) != TCP
                || tcp + TCP_HEADER > frame.length) {
            return;
        }
        int packet = b.getShort(ETHERNET_HEADER + 2) & 0xffff;
        int header = tcp - ETHERNET_HEADER + ((b.get(tcp + 12) & 0xf0) >> 2);
        long from = endpoint(b.getInt(ETHERNET_HEADER + 12), b.getShort(tcp));
        long to = endpoint(b.getInt(ETHERNET_HEADER + 16), b.getShort(tcp + 2));
        Track track = tracks.computeIfAbsent(new Direction(from, to), d -> new Track());
        int payload = Math.max(0, packet - header);
        int end = b.getInt(tcp + 4) + payload;
        boolean isNew = payload > 0 && (!track.begun || end - track.next > 0);
        if (isNew) {
            track.begun = true;
            track.next = end;
        }
        track.add(nanos, frame.length, isNew);
    }

    private static long endpoint(int address, short port) {
        return (address & 0xffff_ffffL) << 16 | (port & 0xffff);
    }

    /// The sizes of the frames with new data that were sent after `afterNanos` and no later than
    /// `toNanos`; where there are none, of the frame that was sent at `toNanos`. Empty where
    /// nothing was seen.
    ///
    /// @param from `a.b.c.d:port`
    /// @param to `a.b.c.d:port`
    List<Integer> frames(String from, String to, long afterNanos, long toNanos) {
        Track track = tracks.get(new Direction(endpoint(from), endpoint(to)));
        return track == null ? List.of() : track.frames(afterNanos, toNanos);
    }

    /// -1 where `text` is not an IPv4 endpoint.
    private static long endpoint(String text) {
        String[] parts = text.split("[.:]", -1);
        if (parts.length != 5) {
            return -1;
        }
        long value = 0;
        try {
            for (int i = 0; i < 4; i++) {
                value = value << 8 | Integer.parseInt(parts[i]);
            }
            return value << 16 | Integer.parseInt(parts[4]);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
