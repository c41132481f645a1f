package org.flowlab.wire.pcapng;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// Reads capture files: pcapng in either byte order with any number of sections, and classic pcap
/// with timestamps in microseconds or nanoseconds. Both may be compressed with gzip. Memory use
/// does not grow with the file.
public final class CaptureReader {
    private static final int GZIP = 0x1f8b;
    private static final int PCAP_MICROS = 0xa1b2_c3d4;
    private static final int PCAP_NANOS = 0xa1b2_3c4d;

    private CaptureReader() {}

    /// Reads `file` and passes what is in it to `handler`.
    ///
    /// @throws CaptureFormatException if the file is not a capture, is damaged, or ends too early
    public static void read(Path file, CaptureHandler handler) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            read(in, handler);
        }
    }

    /// Reads `in` and passes what is in it to `handler`. The stream stays open.
    ///
    /// @throws CaptureFormatException if the stream is not a capture, is damaged, or ends too early
    public static void read(InputStream in, CaptureHandler handler) throws IOException {
        InputStream buffered = in.markSupported() ? in : new BufferedInputStream(in, 1 << 16);
        buffered.mark(2);
        int first = buffered.read();
        int second = buffered.read();
        buffered.reset();
        boolean compressed = ((first << 8) | second) == GZIP;
        InputWindow window =
                new InputWindow(compressed ? new GZIPInputStream(buffered, 1 << 16) : buffered);
        if (!window.has(4)) {
            throw new CaptureFormatException(
                    0, "only " + window.available() + " bytes: not a capture file");
        }
        int magic = window.i32(0);
        switch (magic) {
            case Pcapng.SECTION_HEADER -> new PcapngReader(window, handler).read();
            case PCAP_MICROS, PCAP_NANOS ->
                    new PcapReader(window, handler).read(magic == PCAP_NANOS);
            default -> {
                window.littleEndian(true);
                int swapped = window.i32(0);
                if (swapped != PCAP_MICROS && swapped != PCAP_NANOS) {
                    throw new CaptureFormatException(
                            0,
                            "begins with %08x: neither pcapng (0a0d0d0a) nor pcap (a1b2c3d4, a1b23c4d)"
                                    .formatted(magic));
                }
                new PcapReader(window, handler).read(swapped == PCAP_NANOS);
            }
        }
    }
}
