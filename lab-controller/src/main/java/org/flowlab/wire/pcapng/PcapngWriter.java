package org.flowlab.wire.pcapng;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.flowlab.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// Writes a pcapng file with nanosecond stamps, block after block: what was [flushed][#flush] is a
/// whole capture, whatever becomes of this process. Interfaces and secrets may be added at any
/// time; readers want secrets ahead of the frames that they open.
///
/// Frames are written as they come; whoever adds them sees to their order. Not thread-safe; memory
/// does not grow with the file.
public final class PcapngWriter implements Closeable {
    private static final int BUFFER = 1 << 18;

    /// No frame has more; what does is cut.
    private static final int SNAP_LENGTH = 1 << 18;

    private static final byte[] DROPPED = {
        Pcapng.VERDICT_TC, Pcapng.TC_ACT_SHOT, 0, 0, 0, 0, 0, 0, 0
    };

    private final FileChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final BlockBuilder block = new BlockBuilder();
    private int interfaces;

    /// Starts a capture in `file`, in place of what it held. The directory must exist.
    public PcapngWriter(Path file, Section section) throws IOException {
        this.file =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
        put(sectionHeader(section));
        flush();
    }

    /// Adds an interface.
    ///
    /// @return its number, from 0 on
    public int addInterface(CaptureInterface added) throws IOException {
        put(interfaceDescription(added));
        return interfaces++;
    }

    /// Adds a frame.
    ///
    /// @param epochNanos since 1970
    /// @param frame from the link-layer header on
    /// @param comment that Wireshark shows with the frame
    /// @param dropped whether to mark it with the verdict `TC_ACT_SHOT`. Wireshark 4.0 reads that,
    ///   but a file into which it copies such a frame is damaged: it calls the verdict a queue.
    public void frame(
            int interfaceId,
            long epochNanos,
            Direction direction,
            byte[] frame,
            @Nullable String comment,
            boolean dropped)
            throws IOException {
        if (interfaceId < 0 || interfaceId >= interfaces) {
            throw new IllegalArgumentException("interface " + interfaceId + " of " + interfaces);
        }
        int length = Math.min(frame.length, SNAP_LENGTH);
        block.start(Pcapng.ENHANCED_PACKET)
                .u32(interfaceId)
                .u32((int) (epochNanos >>> 32))
                .u32((int) epochNanos)
                .u32(length)
                .u32(frame.length)
                .padded(frame, 0, length);
        if (comment != null) {
            block.option(Pcapng.COMMENT, comment);
        }
        if (direction != Direction.UNKNOWN) {
            boolean inbound = direction == Direction.INBOUND;
            block.u16(Pcapng.EPB_FLAGS).u16(4).u32(inbound ? Pcapng.INBOUND : Pcapng.OUTBOUND);
        }
        if (dropped) {
            block.option(Pcapng.EPB_VERDICT, DROPPED);
        }
        if (comment != null || dropped || direction != Direction.UNKNOWN) {
            block.endOfOptions();
        }
        put(block.end());
    }

    /// Adds lines in the NSS key log format, which open frames that follow.
    public void secrets(String keyLog) throws IOException {
        if (keyLog.isEmpty()) {
            return;
        }
        String whole = keyLog.endsWith("\n") ? keyLog : keyLog + "\n";
        byte[] lines = whole.getBytes(StandardCharsets.UTF_8);
        block.start(Pcapng.DECRYPTION_SECRETS)
                .u32(Pcapng.TLS_KEY_LOG)
                .u32(lines.length)
                .padded(lines, 0, lines.length);
        put(block.end());
    }

    private void put(ByteBuffer bytes) throws IOException {
        if (buffer.remaining() < bytes.remaining()) {
            flush();
        }
        if (buffer.remaining() < bytes.remaining()) {
            writeAll(file, bytes);
        } else {
            buffer.put(bytes);
        }
    }

    /// Has all that was added so far in the file.
    public void flush() throws IOException {
        buffer.flip();
        try {
            writeAll(file, buffer);
        } finally {
            buffer.clear(); // what could not be written, as on a full disk, is not tried again
        }
    }

    private static void writeAll(FileChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        try (file) {
            if (file.isOpen()) {
                flush();
            }
        }
    }

    private ByteBuffer sectionHeader(Section section) {
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
