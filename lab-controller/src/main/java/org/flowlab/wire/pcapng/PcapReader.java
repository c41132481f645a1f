package org.flowlab.wire.pcapng;

import java.io.IOException;
import java.util.List;

/// Reads classic pcap (draft-ietf-opsawg-pcap).
///
/// ```
/// file:   magic | major (2) minor (2) | 0 | 0 | snap length | link type   (24 bytes)
/// record: seconds | fraction | captured length | original length (16 bytes) | the frame's bytes
/// ```
final class PcapReader {
    private static final int HEADER = 24;
    private static final int SNAP_LENGTH = 16;
    private static final int LINK_TYPE = 20;
    private static final int RECORD = 16;
    private static final long MAX_FRAME = 16 << 20;

    private final InputWindow in;
    private final CaptureHandler handler;
    private final CapturedFrame frame = new CapturedFrame();

    PcapReader(InputWindow in, CaptureHandler handler) {
        this.in = in;
        this.handler = handler;
    }

    void read(boolean nanos) throws IOException {
        if (!in.has(HEADER)) {
            throw new CaptureFormatException(
                    0, "pcap header: needs 24 bytes, has " + in.available());
        }
        // The upper 16 bits of the field hold the length of a checksum that may follow each frame.
        int linkType = in.i32(LINK_TYPE) & 0xffff;
        frame.from =
                new CaptureInterface(
                        "", "", linkType, in.i32(SNAP_LENGTH), null, List.of(), List.of());
        handler.section(new Section("", "", "", ""));
        handler.interfaceAdded(frame.from);
        in.pass(HEADER);
        while (in.has(1)) {
            record(nanos);
        }
    }

    private void record(boolean nanos) throws IOException {
        long at = in.position();
        if (!in.has(RECORD)) {
            throw new CaptureFormatException(
                    at, "record header: needs 16 bytes, has " + in.available());
        }
        long length = in.u32(8);
        if (length > MAX_FRAME) {
            throw new CaptureFormatException(
                    at, "record of " + length + " bytes: more than any frame has");
        }
        if (!in.has(RECORD + (int) length)) {
            throw new CaptureFormatException(
                    at,
                    "record of "
                            + length
                            + " bytes: the file ends after "
                            + (in.available() - RECORD));
        }
        frame.epochNanos = in.u32(0) * 1_000_000_000L + in.u32(4) * (nanos ? 1 : 1000);
        frame.buffer = in.bytes();
        frame.offset = in.start() + RECORD;
        frame.length = (int) length;
        frame.originalLength = (int) Math.min(Integer.MAX_VALUE, in.u32(12));
        handler.frame(frame);
        in.pass(RECORD + (int) length);
    }
}
