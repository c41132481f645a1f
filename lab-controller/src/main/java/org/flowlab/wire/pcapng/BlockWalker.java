package org.flowlab.wire.pcapng;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/// Walks over the blocks of a capture as [PcapngWriter] writes it, and says where in the file each
/// one is. It reads no frames. A block that the file does not hold in full ends the walk: its
/// writer may still be at work. Not thread-safe.
public final class BlockWalker {
    private static final int BUFFER = 1 << 16;
    private static final int HEADER = 8;

    /// The most bytes of a frame's block after the frame: a comment, flags and a verdict.
    private static final int MOST_OPTIONS = 1 << 17;

    private final FileChannel file;
    private ByteBuffer window = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long windowAt;
    private final long size;
    private long begin;
    private long end;
    private int type;

    /// @param from the offset of a block, in bytes
    public BlockWalker(FileChannel file, long from) throws IOException {
        this.file = file;
        this.size = file.size();
        this.begin = from;
        this.end = from;
    }

    /// What a block holds.
    public enum Kind {
        SECTION,
        INTERFACE,
        SECRETS,
        FRAME,
        OTHER
    }

    /// Goes on to the next block.
    ///
    /// @return false if the file holds no further block in full
    /// @throws CaptureFormatException if there is something else than a block
    public boolean next() throws IOException {
        long at = end;
        if (size - at < Pcapng.BLOCK_OVERHEAD) {
            return false;
        }
        ByteBuffer header = at(at, HEADER);
        int found = header.getInt();
        long length = Integer.toUnsignedLong(header.getInt());
        if (length < Pcapng.BLOCK_OVERHEAD || length % 4 != 0) {
            throw new CaptureFormatException(
                    at, "block length " + length + ": must be a multiple of 4, at least 12");
        }
        if (at == 0 && (found != Pcapng.SECTION_HEADER || !isLittleEndian())) {
            throw new CaptureFormatException(0, "no capture that the lab wrote begins like this");
        }
        if (size - at < length) {
            return false;
        }
        begin = at;
        end = at + length;
        type = found;
        return true;
    }

    private boolean isLittleEndian() throws IOException {
        return at(Pcapng.BLOCK_BODY, 4).getInt() == Pcapng.BYTE_ORDER_MAGIC;
    }

    /// The offset of the block, in bytes.
    public long begin() {
        return begin;
    }

    /// The offset of the first byte after the block.
    public long end() {
        return end;
    }

    public Kind kind() {
        return switch (type) {
            case Pcapng.SECTION_HEADER -> Kind.SECTION;
            case Pcapng.INTERFACE_DESCRIPTION -> Kind.INTERFACE;
            case Pcapng.DECRYPTION_SECRETS -> Kind.SECRETS;
            case Pcapng.ENHANCED_PACKET -> Kind.FRAME;
            default -> Kind.OTHER;
        };
    }

    /// The time of a frame in nanoseconds since 1970.
    public long frameNanos() throws IOException {
        ByteBuffer stamp = at(begin + 12, 8);
        return Integer.toUnsignedLong(stamp.getInt()) << 32
                | Integer.toUnsignedLong(stamp.getInt());
    }

    /// The comment of a frame; empty if its first option is none.
    public String frameComment() throws IOException {
        long captured = Integer.toUnsignedLong(at(begin + 20, 4).getInt());
        long options = begin + 28 + (captured + 3 & ~3L);
        long left = end - 4 - options;
        if (left < 4 || left > MOST_OPTIONS) {
            return "";
        }
        ByteBuffer bytes = at(options, (int) left);
        int code = Short.toUnsignedInt(bytes.getShort());
        int length = Short.toUnsignedInt(bytes.getShort());
        if (code != Pcapng.COMMENT || length > bytes.remaining()) {
            return "";
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /// A view of `length` bytes from an offset on, all of which the file has.
    private ByteBuffer at(long offset, int length) throws IOException {
        if (offset < windowAt || offset + length > windowAt + window.limit()) {
            fill(offset, length);
        }
        return window.slice((int) (offset - windowAt), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void fill(long offset, int length) throws IOException {
        if (window.capacity() < length) {
            window = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        }
        window.clear();
        windowAt = offset;
        while (window.position() < length) {
            if (file.read(window, offset + window.position()) < 0) {
                throw new CaptureFormatException(offset, "the file became shorter");
            }
        }
        window.flip();
    }
}
