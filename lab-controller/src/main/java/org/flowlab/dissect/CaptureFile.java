package org.flowlab.dissect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.flowlab.dissect.FramePairing.Fate;
import org.flowlab.wire.pcapng.CaptureHandler;
import org.flowlab.wire.pcapng.CaptureInterface;
import org.flowlab.wire.pcapng.CaptureReader;
import org.flowlab.wire.pcapng.CapturedFrame;
import org.flowlab.wire.pcapng.Section;

/// Streams a capture file into a [FrameListener].
///
/// If the file gives the addresses of its interfaces, as the lab's own files do, its frames are
/// paired like those of a trial: see [FramePairing]. In other captures, nothing shows where a frame
/// was sent and where it was delivered; each frame counts as seen once.
public final class CaptureFile implements CaptureHandler {
    // Words in the comment of a frame in the lab's captures.
    private static final byte[] CORRUPTED = "corrupted".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DROPPED = "dropped by link".getBytes(StandardCharsets.US_ASCII);

    private final FrameListener sink;
    private final Consumer<String> keys;
    private final FramePairing pairing;
    private final LinkLayer link = new LinkLayer();
    private int interfaces;
    private long frames;
    private long unknownLink;

    private CaptureFile(FrameListener sink, Consumer<String> keys) {
        this.sink = sink;
        this.keys = keys;
        this.pairing = new FramePairing(sink);
    }

    /// Counts of a file's frames.
    ///
    /// @param frames number of all frames
    /// @param unknownLink number of frames with a link layer that is not known
    public record Summary(long frames, long unknownLink) {}

    /// Reads `file` to its end.
    ///
    /// @param keys takes each line of TLS keys in the file
    /// @throws org.flowlab.wire.pcapng.CaptureFormatException if the file is no capture or breaks
    ///   off; everything before that point was reported
    public static Summary read(Path file, FrameListener sink, Consumer<String> keys)
            throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, sink, keys);
        }
    }

    /// Reads a stream to its end and leaves it open.
    public static Summary read(InputStream in, FrameListener sink, Consumer<String> keys)
            throws IOException {
        CaptureFile reading = new CaptureFile(sink, keys);
        CaptureReader.read(in, reading);
        reading.pairing.finish();
        return new Summary(reading.frames, reading.unknownLink);
    }

    @Override
    public void section(Section section) {
        pairing.finish();
    }

    @Override
    public void interfaceAdded(CaptureInterface added) {
        String node = added.name().replaceFirst(":[^:]*$", "");
        pairing.add(
                new FramePairing.End(
                        node.isEmpty() ? "interface " + interfaces : node,
                        added.description(),
                        added.mac(),
                        added.ipv4().stream().map(CaptureInterface.Ipv4Subnet::address).toList(),
                        added.ipv6()));
        interfaces++;
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
        if (!isPaired(frame)) {
            if (isDropped(frame)) {
                sink.lost(frame.epochNanos(), link.buffer(), link.offset(), link.length());
            } else {
                sink.seen(frame.epochNanos(), link.buffer(), link.offset(), link.length());
            }
        }
    }

    /// Passes a frame to the pairing, as seen at one end of a link.
    ///
    /// @return false if the pairing cannot use it
    private boolean isPaired(CapturedFrame frame) {
        if (!pairing.hasAddresses()) {
            return false;
        }
        int end = frame.interfaceId();
        long nanos = frame.epochNanos();
        Fate fate = fate(frame);
        return switch (frame.direction()) {
            case OUTBOUND ->
                    pairing.entered(end, nanos, link.buffer(), link.offset(), link.length(), fate);
            case INBOUND ->
                    fate == Fate.DROPPED
                            || pairing.left(
                                    end, nanos, link.buffer(), link.offset(), link.length(), fate);
            case UNKNOWN -> false;
        };
    }

    private static Fate fate(CapturedFrame frame) {
        if (isDropped(frame)) {
            return Fate.DROPPED;
        }
        return frame.commentSays(CORRUPTED) ? Fate.CORRUPTED : Fate.PASSED;
    }

    private static boolean isDropped(CapturedFrame frame) {
        return frame.dropped() || frame.commentSays(DROPPED);
    }
}
