package org.flowlab.wire.pcapng;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.flowlab.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// Writes a pcapng file with nanosecond stamps. The file appears whole under its name when [#close]
/// returns, or not at all: frames go to a nameless file first, which the kernel takes away even if
/// this process is killed. So interfaces and secrets may be added at any time, and still stand
/// before the first frame, where readers want them.
///
/// Frames may come in any order within a horizon; beyond it, or beyond [#MAX_HELD_BYTES], they are
/// written as they come.
///
/// Not thread-safe; memory does not grow with the file, but for the secrets.
public final class PcapngWriter implements Closeable {
    /// The most that waits to be put in order.
    public static final long MAX_HELD_BYTES = 64L << 20;

    private static final int BUFFER = 1 << 18;

    /// No frame has more; what does is cut.
    private static final int SNAP_LENGTH = 1 << 18;

    private static final byte[] DROPPED = {
        Pcapng.VERDICT_TC, Pcapng.TC_ACT_SHOT, 0, 0, 0, 0, 0, 0, 0
    };

    private final Path file;
    private final Section section;
    private final long horizonNanos;
    private final FileChannel frames;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final BlockBuilder block = new BlockBuilder();
    private final List<CaptureInterface> interfaces = new ArrayList<>();
    private final StringBuilder secrets = new StringBuilder();
    private final PriorityQueue<Held> held = new PriorityQueue<>();
    private long heldBytes;
    private long arrivals;
    private long latestNanos = Long.MIN_VALUE;
    private boolean closed;

    private record Held(
            long nanos,
            long arrival,
            int interfaceId,
            Direction direction,
            byte[] frame,
            @Nullable String comment,
            boolean dropped)
            implements Comparable<Held> {
        /// What holding a frame takes beside its bytes.
        static final int COST = 96;

        @Override
        public int compareTo(Held other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(arrival, other.arrival);
        }

        long cost() {
            return frame.length + (long) COST;
        }
    }

    /// Starts a capture that will be at `file`, in a directory that exists.
    ///
    /// @param horizon how much later than it was stamped a frame may be added: at least the longest
    ///   delay of the wire, where frames are told when they leave it
    public PcapngWriter(Path file, Section section, Duration horizon) throws IOException {
        this.file = file.toAbsolutePath();
        this.section = section;
        this.horizonNanos = horizon.toNanos();
        Path directory = this.file.getParent();
        Path spool =
                Files.createTempFile(directory == null ? Path.of("/") : directory, ".", ".frames");
        // The name is taken away as soon as the file is open.
        this.frames =
                FileChannel.open(
                        spool,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
    }

    /// Adds an interface.
    ///
    /// @return its number, from 0 on
    public int addInterface(CaptureInterface added) {
        interfaces.add(added);
        return interfaces.size() - 1;
    }

    /// Adds a frame.
    ///
    /// @param epochNanos since 1970
    /// @param frame from the link-layer header on; not to be changed afterwards
    /// @param comment that Wireshark shows with the frame
    /// @param dropped whether the wire dropped it: marked with the verdict `TC_ACT_SHOT`
    public void frame(
            int interfaceId,
            long epochNanos,
            Direction direction,
            byte[] frame,
            @Nullable String comment,
            boolean dropped)
            throws IOException {
        if (interfaceId < 0 || interfaceId >= interfaces.size()) {
            throw new IllegalArgumentException(
                    "interface " + interfaceId + " of " + interfaces.size());
        }
        latestNanos = Math.max(latestNanos, epochNanos);
        Held added =
                new Held(epochNanos, arrivals++, interfaceId, direction, frame, comment, dropped);
        held.add(added);
        heldBytes += added.cost();
        long due = latestNanos - horizonNanos;
        for (Held first = held.peek();
                first != null && (first.nanos() <= due || heldBytes > MAX_HELD_BYTES);
                first = held.peek()) {
            writeFirst();
        }
    }

    private void writeFirst() throws IOException {
        Held first = held.remove();
        heldBytes -= first.cost();
        int length = Math.min(first.frame().length, SNAP_LENGTH);
        block.start(Pcapng.ENHANCED_PACKET)
                .u32(first.interfaceId())
                .u32((int) (first.nanos() >>> 32))
                .u32((int) first.nanos())
                .u32(length)
                .u32(first.frame().length)
                .padded(first.frame(), 0, length);
        String comment = first.comment();
        boolean options =
                comment != null || first.dropped() || first.direction() != Direction.UNKNOWN;
        if (comment != null) {
            block.option(Pcapng.COMMENT, comment);
        }
        if (first.direction() != Direction.UNKNOWN) {
            boolean inbound = first.direction() == Direction.INBOUND;
            block.u16(Pcapng.EPB_FLAGS).u16(4).u32(inbound ? Pcapng.INBOUND : Pcapng.OUTBOUND);
        }
        if (first.dropped()) {
            block.option(Pcapng.EPB_VERDICT, DROPPED);
        }
        if (options) {
            block.endOfOptions();
        }
        put(block.end());
    }

    /// Adds lines in the NSS key log format.
    public void secrets(String keyLog) {
        secrets.append(keyLog);
        if (!keyLog.isEmpty() && !keyLog.endsWith("\n")) {
            secrets.append('\n');
        }
    }

    private void put(ByteBuffer bytes) throws IOException {
        if (buffer.remaining() < bytes.remaining()) {
            flush();
        }
        if (buffer.remaining() < bytes.remaining()) {
            writeAll(frames, bytes);
        } else {
            buffer.put(bytes);
        }
    }

    private void flush() throws IOException {
        writeAll(frames, buffer.flip());
        buffer.clear();
    }

    private static void writeAll(FileChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    /// Writes what is held and puts the file in its place. After a failure there is no file.
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (frames) {
            while (!held.isEmpty()) {
                writeFirst();
            }
            flush();
            // Not a temporary file of the library's, which nobody else might read.
            Path part = file.resolveSibling("." + file.getFileName() + ".part");
            Files.deleteIfExists(part);
            try {
                writeWhole(part);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        }
    }

    /// Gives the capture up: no file appears.
    public void abandon() throws IOException {
        closed = true;
        held.clear();
        frames.close();
    }

    private void writeWhole(Path part) throws IOException {
        try (FileChannel out =
                FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writeAll(out, sectionHeader());
            for (CaptureInterface each : interfaces) {
                writeAll(out, interfaceDescription(each));
            }
            if (!secrets.isEmpty()) {
                byte[] lines = secrets.toString().getBytes(StandardCharsets.UTF_8);
                block.start(Pcapng.DECRYPTION_SECRETS)
                        .u32(Pcapng.TLS_KEY_LOG)
                        .u32(lines.length)
                        .padded(lines, 0, lines.length);
                writeAll(out, block.end());
            }
            long size = frames.size();
            long done = 0;
            while (done < size) {
                done += frames.transferTo(done, size - done, out);
            }
        }
    }

    private ByteBuffer sectionHeader() {
        return block.start(Pcapng.SECTION_HEADER)
                .u32(Pcapng.BYTE_ORDER_MAGIC)
                .u16(1)
                .u16(0)
                .u64(-1)
                .option(Pcapng.COMMENT, section.comment())
                .option(Pcapng.SHB_HARDWARE, section.hardware())
                .option(Pcapng.SHB_OS, section.operatingSystem())
                .option(Pcapng.SHB_APPLICATION, section.application())
                .endOfOptions()
                .end();
    }

    private ByteBuffer interfaceDescription(CaptureInterface i) {
        block.start(Pcapng.INTERFACE_DESCRIPTION)
                .u16(i.linkType())
                .u16(0)
                .u32(i.snapLength())
                .option(Pcapng.IF_NAME, i.name())
                .option(Pcapng.IF_DESCRIPTION, i.description());
        for (CaptureInterface.Ipv4Subnet subnet : i.ipv4()) {
            byte[] value = new byte[8];
            Bytes.put32(value, 0, subnet.address().bits());
            Bytes.put32(
                    value, 4, subnet.prefixLength() == 0 ? 0 : -1L << (32 - subnet.prefixLength()));
            block.option(Pcapng.IF_IPV4, value);
        }
        i.ipv6()
                .forEach(
                        a -> {
                            byte[] value = new byte[17];
                            Bytes.put64(value, 0, a.high());
                            Bytes.put64(value, 8, a.low());
                            value[16] = 64;
                            block.option(Pcapng.IF_IPV6, value);
                        });
        if (i.mac() != null) {
            byte[] value = new byte[6];
            i.mac().emit(value, 0);
            block.option(Pcapng.IF_MAC, value);
        }
        return block.option(Pcapng.IF_RESOLUTION, new byte[] {9}).endOfOptions().end();
    }
}
