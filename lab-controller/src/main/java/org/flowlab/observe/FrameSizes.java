package org.flowlab.observe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.fabric.WireFrame;
import org.flowlab.wire.ethernet.EtherType;
import org.flowlab.wire.ethernet.EthernetView;
import org.flowlab.wire.ip.IpProtocol;
import org.flowlab.wire.ip.Ipv4View;
import org.flowlab.wire.tcp.TcpView;

/// Sizes and send times of the frames that each direction of each TCP connection put on the wire.
/// Each new byte range counts once, however often it was sent and over however many links.
final class FrameSizes {
    static final FrameSizes UNKNOWN = new FrameSizes();

    private final Map<Direction, Track> tracks = new HashMap<>();
    private final EthernetView ethernet = new EthernetView();
    private final Ipv4View ip = new Ipv4View();
    private final TcpView tcp = new TcpView();

    /// @param from address and port, 48 bits
    private record Direction(long from, long to) {}

    /// The frames of one direction, in order of time.
    private static final class Track {
        long[] nanos = new long[16];
        int[] sizes = new int[16];
        boolean[] news = new boolean[16];
        int count;
        boolean begun;

        /// The sequence number after the newest byte that was sent.
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

        /// Counts the frames that were sent no later than `at`.
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

    /// Collects the sizes from frames that a lab's wire recorded, in any order.
    static FrameSizes of(List<WireFrame> frames) {
        FrameSizes all = new FrameSizes();
        List<WireFrame> inOrder = new ArrayList<>(frames);
        inOrder.sort(Comparator.comparingLong(WireFrame::enteredNanos));
        inOrder.forEach(f -> all.add(f.enteredNanos(), f.bytes()));
        return all;
    }

    private void add(long nanos, byte[] frame) {
        if (!wrap(frame)) {
            return;
        }
        long from = endpoint(ip.sourceBits(), tcp.sourcePort());
        long to = endpoint(ip.destinationBits(), tcp.destinationPort());
        Track track = tracks.computeIfAbsent(new Direction(from, to), d -> new Track());
        int payload = Math.max(0, tcp.payloadLength());
        int end = tcp.sequence() + payload;
        boolean isNew = payload > 0 && (!track.begun || end - track.next > 0);
        if (isNew) {
            track.begun = true;
            track.next = end;
        }
        track.add(nanos, frame.length, isNew);
    }

    /// Points the views at the frame; false if it holds no TCP segment over IPv4.
    private boolean wrap(byte[] frame) {
        return ethernet.wrap(frame, 0, frame.length) == null
                && ethernet.etherType() == EtherType.IPV4
                && ip.wrap(frame, ethernet.payloadOffset(), ethernet.payloadLength()) == null
                && ip.protocol() == IpProtocol.TCP
                && tcp.wrap(
                                frame,
                                ip.payloadOffset(),
                                ip.payloadLength(),
                                ip.capturedPayloadLength())
                        == null;
    }

    private static long endpoint(int address, int port) {
        return (address & 0xffff_ffffL) << 16 | port;
    }

    /// The sizes of the frames with new data that were sent after `afterNanos` and no later than
    /// `toNanos`. If there are none: the size of the frame that was sent at `toNanos`. Empty if
    /// there is no such frame either.
    ///
    /// @param from `a.b.c.d:port`
    /// @param to `a.b.c.d:port`
    List<Integer> frames(String from, String to, long afterNanos, long toNanos) {
        Track track = tracks.get(new Direction(endpoint(from), endpoint(to)));
        return track == null ? List.of() : track.frames(afterNanos, toNanos);
    }

    /// The address and port as one number of 48 bits; -1 if `text` is not an IPv4 endpoint.
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
