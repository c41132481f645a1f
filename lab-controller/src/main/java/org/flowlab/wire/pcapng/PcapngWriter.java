package org.flowlab.wire.pcapng;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.flowlab.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// Writes a pcapng file with timestamps in nanoseconds. After each [#flush] the file is a whole
/// capture, even if the process is killed later. Interfaces and secrets may be added at any time.
/// Add secrets before the frames that they decrypt, because some readers read a file only once.
///
/// Frames are written in the order in which they are added. Not thread-safe. Memory use does not
/// grow with the file.
public final class PcapngWriter implements Closeable {
    private static final int BUFFER = 1 << 18;

    /// The most bytes of a frame that are written. Longer frames are cut.
    private static final int SNAP_LENGTH = 1 << 18;

    private static final byte[] DROPPED = {
        Pcapng.VERDICT_TC, Pcapng.TC_ACT_SHOT, 0, 0, 0, 0, 0, 0, 0
    };

    private final WritableByteChannel to;
    private final ByteBuffer buffer;
    private final BlockBuilder block = new BlockBuilder();
    private int interfaces;

    /// Starts a capture in `file` and replaces what it held. The directory must exist.
    public PcapngWriter(Path file, Section section) throws IOException {
        this(
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE),
                ByteBuffer.allocateDirect(BUFFER),
                section);
    }

    /// Starts a capture in a stream, which [#close] closes.
    public PcapngWriter(OutputStream to, Section section) throws IOException {
        this(Channels.newChannel(to), ByteBuffer.allocate(BUFFER), section);
    }

    private PcapngWriter(WritableByteChannel to, ByteBuffer buffer, Section section)
            throws IOException {
        this.to = to;
        this.buffer = buffer;
        put(sectionHeader(section));
        flush();
    }

    /// Adds an interface.
    ///
    /// @return the interface's number, from 0
    public int addInterface(CaptureInterface added) throws IOException {
        put(interfaceDescription(added));
        return interfaces++;
    }

    /// Adds a frame.
    ///
    /// @param epochNanos nanoseconds since 1970
    /// @param frame the bytes from the link-layer header on
    /// @param comment a text that Wireshark shows with the frame; null for none
    /// @param dropped whether to mark the frame as dropped, with the verdict `TC_ACT_SHOT`.
    ///   Wireshark 4.0 reads the verdict. If it copies the frame into another file, that file is
    ///   damaged: it writes the verdict as the option for a queue
    public void frame(
            int interfaceId,
            long epochNanos,
            Direction direction,
            byte[] frame,
            @Nullable String comment,
            boolean dropped)
            throws IOException {
        if (interfaceId < 0 || interfaceId >= interfaces) {
            throw new IllegalArgumentException(
                    "frame of interface number "
                            + interfaceId
                            + ", counted from 0, but only "
                            + interfaces
                            + " were added");
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

    /// Adds the number of frames of an interface that are not in the file.
    ///
    /// @param epochNanos nanoseconds since 1970
    /// @param comment a text about them
    public void missing(int interfaceId, long epochNanos, long frames, String comment)
            throws IOException {
        block.start(Pcapng.INTERFACE_STATISTICS)
                .u32(interfaceId)
                .u32((int) (epochNanos >>> 32))
                .u32((int) epochNanos)
                .option(Pcapng.COMMENT, comment)
                .u16(Pcapng.ISB_DROPPED)
                .u16(Long.BYTES)
                .u64(frames)
                .endOfOptions();
        put(block.end());
    }

    /// Adds lines in the NSS key log format. They decrypt frames that are added later.
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
            writeAll(to, bytes);
        } else {
            buffer.put(bytes);
        }
    }

    /// Writes all that was added so far to the file.
    public void flush() throws IOException {
        buffer.flip();
        try {
            writeAll(to, buffer);
        } finally {
            buffer.clear(); // bytes that could not be written (disk full) are not tried again
        }
    }

    private static void writeAll(WritableByteChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        try (to) {
            if (to.isOpen()) {
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
