package org.flowlab.dissect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.flowlab.wire.ethernet.EtherType;
import org.flowlab.wire.ethernet.EthernetView;
import org.flowlab.wire.ip.InternetChecksum;
import org.flowlab.wire.ip.Ipv4View;
import org.flowlab.wire.ip.Ipv6Address;
import org.flowlab.wire.ip.Ipv6View;
import org.flowlab.wire.pcapng.CaptureHandler;
import org.flowlab.wire.pcapng.CaptureInterface;
import org.flowlab.wire.pcapng.CaptureReader;
import org.flowlab.wire.pcapng.CapturedFrame;
import org.flowlab.wire.pcapng.Direction;
import org.flowlab.wire.pcapng.Section;

/// Streams a capture file into a [FrameListener].
///
/// Where the file says which addresses its interfaces have (as ours do), a frame counts twice: it
/// is sent when it leaves the interface that has its source address, and delivered when it enters
/// the one that has its destination address; in between it only counts if it was dropped. Of all
/// other frames, as in a capture from elsewhere, nobody knows: they are seen, once.
public final class CaptureFile implements CaptureHandler {
    // What the lab's captures say of a frame, in its comment.
    private static final byte[] CORRUPTED = "corrupted".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DROPPED = "dropped by link".getBytes(StandardCharsets.US_ASCII);

    private static final int NOBODY = -1;

    private final FrameListener sink;
    private final Consumer<String> keys;
    private final Map<Integer, Integer> ipv4Owners = new HashMap<>();
    private final Map<Ipv6Address, Integer> ipv6Owners = new HashMap<>();
    private final EthernetView ethernet = new EthernetView();
    private final Ipv4View ipv4 = new Ipv4View();
    private final Ipv6View ipv6 = new Ipv6View();
    private final LinkLayer link = new LinkLayer();
    private int interfaces;
    private int sourceOwner;
    private int destinationOwner;
    private long frames;
    private long unknownLink;

    private CaptureFile(FrameListener sink, Consumer<String> keys) {
        this.sink = sink;
        this.keys = keys;
    }

    /// What was in a file.
    ///
    /// @param frames all of them
    /// @param unknownLink those of a link layer that is not known
    public record Summary(long frames, long unknownLink) {}

    /// Reads `file` to its end.
    ///
    /// @param keys takes each line of the TLS keys that the file holds
    /// @throws org.flowlab.wire.pcapng.CaptureFormatException where the file is not a capture or
    ///   breaks off; what comes before was told
    public static Summary read(Path file, FrameListener sink, Consumer<String> keys)
            throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, sink, keys);
        }
    }

    /// The same from a stream, which is left open.
    public static Summary read(InputStream in, FrameListener sink, Consumer<String> keys)
            throws IOException {
        CaptureFile reading = new CaptureFile(sink, keys);
        CaptureReader.read(in, reading);
        return new Summary(reading.frames, reading.unknownLink);
    }

    @Override
    public void section(Section section) {
        ipv4Owners.clear();
        ipv6Owners.clear();
    }

    @Override
    public void interfaceAdded(CaptureInterface added) {
        int id = interfaces++;
        added.ipv4().forEach(subnet -> ipv4Owners.put(subnet.address().bits(), id));
        added.ipv6().forEach(address -> ipv6Owners.put(address, id));
    }

    @Override
    public void tlsKeys(String lines) {
        lines.lines().forEach(keys);
    }

    @Override
    public void frame(CapturedFrame frame) {
        frames++;
        if (!link.take(frame)) {
            unknownLink++;
            return;
        }
        boolean oneSided = ipv4Owners.isEmpty() && ipv6Owners.isEmpty();
        if (oneSided || frame.direction() == Direction.UNKNOWN || !findOwners()) {
            if (isDropped(frame)) {
                sink.lost(frame.epochNanos(), link.buffer(), link.offset(), link.length());
            } else {
                sink.seen(frame.epochNanos(), link.buffer(), link.offset(), link.length());
            }
        } else {
            twoSided(frame);
        }
    }

    private static boolean isDropped(CapturedFrame frame) {
        return frame.dropped() || frame.commentSays(DROPPED);
    }

    private void twoSided(CapturedFrame frame) {
        long nanos = frame.epochNanos();
        boolean gone = isDropped(frame) || (frame.commentSays(CORRUPTED) && !checksumsAreRight());
        if (frame.direction() == Direction.OUTBOUND) {
            if (frame.interfaceId() != sourceOwner) {
                if (gone) {
                    sink.dropped(nanos, link.buffer(), link.offset(), link.length());
                }
            } else if (gone) {
                sink.lost(nanos, link.buffer(), link.offset(), link.length());
            } else {
                sink.sent(nanos, link.buffer(), link.offset(), link.length());
            }
        } else if (frame.interfaceId() == destinationOwner && !gone) {
            sink.delivered(nanos, link.buffer(), link.offset(), link.length());
        }
    }

    /// Whether a corrupted frame looks whole to the receiver's kernel, which throws others away.
    private boolean checksumsAreRight() {
        if (ethernet.etherType() != EtherType.IPV4) {
            return false;
        }
        int length = ipv4.capturedPayloadLength();
        long pseudo =
                InternetChecksum.pseudoHeader(
                        ipv4.source(), ipv4.destination(), ipv4.protocol(), length);
        long sum = InternetChecksum.add(pseudo, link.buffer(), ipv4.payloadOffset(), length);
        return ipv4.checksumIsRight() && InternetChecksum.finish(sum) == 0;
    }

    /// Finds the interfaces that have the frame's addresses.
    ///
    /// @return whether both were found
    private boolean findOwners() {
        byte[] b = link.buffer();
        if (ethernet.wrap(b, link.offset(), link.length()) != null) {
            return false;
        }
        int at = ethernet.payloadOffset();
        int length = ethernet.payloadLength();
        if (ethernet.etherType() == EtherType.IPV4 && ipv4.wrap(b, at, length) == null) {
            sourceOwner = ipv4Owners.getOrDefault(ipv4.sourceBits(), NOBODY);
            destinationOwner = ipv4Owners.getOrDefault(ipv4.destinationBits(), NOBODY);
        } else if (ethernet.etherType() == EtherType.IPV6 && ipv6.wrap(b, at, length) == null) {
            sourceOwner = ipv6Owners.getOrDefault(ipv6.source(), NOBODY);
            destinationOwner = ipv6Owners.getOrDefault(ipv6.destination(), NOBODY);
        } else {
            return false;
        }
        return sourceOwner != NOBODY && destinationOwner != NOBODY;
    }
}
