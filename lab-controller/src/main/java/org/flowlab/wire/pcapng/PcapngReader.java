package org.flowlab.wire.pcapng;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.flowlab.wire.Bytes;
import org.flowlab.wire.ethernet.MacAddress;
import org.flowlab.wire.ip.Ipv4Address;
import org.flowlab.wire.ip.Ipv6Address;
import org.jspecify.annotations.Nullable;

/// Reads the blocks of a pcapng file. Blocks of known types are passed to the handler, others are
/// skipped.
final class PcapngReader {
    private static final long MAX_BLOCK = 64 << 20;
    private static final int MAX_INTERFACES = 1 << 16;

    private final InputWindow in;
    private final CaptureHandler handler;
    private final CapturedFrame frame = new CapturedFrame();

    /// The interfaces of the section that is being read.
    private final List<Described> interfaces = new ArrayList<>();

    private final OptionHandler frameOptions = this::frameOption;
    private int interfacesBefore;
    private long blockAt;
    private boolean afterFirst;

    private record Described(CaptureInterface value, StampScale scale) {}

    PcapngReader(InputWindow in, CaptureHandler handler) {
        this.in = in;
        this.handler = handler;
    }

    void read() throws IOException {
        while (in.has(1)) {
            blockAt = in.position();
            if (!in.has(Pcapng.BLOCK_OVERHEAD)) {
                throw bad("block header: needs 12 bytes, has " + in.available());
            }
            int type = in.i32(0);
            if (type == Pcapng.SECTION_HEADER) {
                byteOrder();
            }
            long length = in.u32(4);
            if (length < Pcapng.BLOCK_OVERHEAD || length % 4 != 0) {
                throw bad("block length " + length + ": must be a multiple of 4, at least 12");
            }
            if (isKnown(type)) {
                block(type, length);
            } else if (!in.skip(length)) {
                throw bad("block of " + length + " bytes: the file ends within it");
            }
        }
    }

    private static boolean isKnown(int type) {
        return switch (type) {
            case Pcapng.SECTION_HEADER,
                    Pcapng.INTERFACE_DESCRIPTION,
                    Pcapng.OBSOLETE_PACKET,
                    Pcapng.SIMPLE_PACKET,
                    Pcapng.ENHANCED_PACKET,
                    Pcapng.DECRYPTION_SECRETS ->
                    true;
            default -> false;
        };
    }

    private void byteOrder() throws IOException {
        in.littleEndian(false);
        int magic = in.i32(8);
        if (Integer.reverseBytes(magic) == Pcapng.BYTE_ORDER_MAGIC) {
            in.littleEndian(true);
        } else if (magic != Pcapng.BYTE_ORDER_MAGIC) {
            throw bad("section header: byte-order magic %08x, not 1a2b3c4d".formatted(magic));
        }
    }

    private void block(int type, long length) throws IOException {
        if (length > MAX_BLOCK) {
            throw bad("block of " + length + " bytes: more than " + MAX_BLOCK);
        }
        if (!in.has((int) length)) {
            throw bad("block of " + length + " bytes: the file ends after " + in.available());
        }
        int size = (int) length;
        if (in.u32(size - 4) != length) {
            throw bad(
                    "block length is "
                            + length
                            + " at its start, "
                            + in.u32(size - 4)
                            + " at its end");
        }
        int end = size - 4;
        switch (type) {
            case Pcapng.SECTION_HEADER -> section(end);
            case Pcapng.INTERFACE_DESCRIPTION -> interfaceDescription(end);
            case Pcapng.DECRYPTION_SECRETS -> secrets(end);
            case Pcapng.SIMPLE_PACKET -> simplePacket(end);
            case Pcapng.OBSOLETE_PACKET -> packet(end, need("packet", end, 28) ? in.u16(8) : 0);
            default -> packet(end, need("packet", end, 28) ? in.u32(8) : 0);
        }
        in.pass(size);
    }

    private CaptureFormatException bad(String reason) {
        return new CaptureFormatException(blockAt, reason);
    }

    private boolean need(String what, int end, int least) throws CaptureFormatException {
        if (end < least) {
            throw bad(what + " block of " + (end + 4) + " bytes: too short");
        }
        return true;
    }

    private String text(int at, int length) {
        return new String(in.bytes(), in.start() + at, length, StandardCharsets.UTF_8);
    }

    /// Receives one option after another. `at` is the index of the option's value.
    private interface OptionHandler {
        void option(int code, int at, int length);
    }

    private void options(int from, int end, OptionHandler taker) throws CaptureFormatException {
        int at = from;
        while (at + 4 <= end) {
            int code = in.u16(at);
            int length = in.u16(at + 2);
            if (code == Pcapng.END_OF_OPTIONS) {
                return;
            }
            if (at + 4 + length > end) {
                throw bad(
                        "option "
                                + code
                                + " of "
                                + length
                                + " bytes runs past the end of its block");
            }
            taker.option(code, at + 4, length);
            at += 4 + Pcapng.padded(length);
        }
    }

    private void section(int end) throws CaptureFormatException {
        need("section header", end, 24);
        int major = in.u16(12);
        if (major != 1) {
            throw bad(
                    "pcapng version " + major + "." + in.u16(14) + ": only version 1 can be read");
        }
        if (afterFirst) {
            interfacesBefore += interfaces.size();
        }
        afterFirst = true;
        interfaces.clear();
        String[] texts = {"", "", "", "", ""};
        options(
                24,
                end,
                (code, at, length) -> {
                    if (code >= Pcapng.COMMENT && code <= Pcapng.SHB_APPLICATION) {
                        texts[code] = text(at, length);
                    }
                });
        handler.section(
                new Section(
                        texts[Pcapng.SHB_HARDWARE],
                        texts[Pcapng.SHB_OS],
                        texts[Pcapng.SHB_APPLICATION],
                        texts[Pcapng.COMMENT]));
    }

    private void interfaceDescription(int end) throws CaptureFormatException {
        need("interface", end, 16);
        if (interfacesBefore + interfaces.size() >= MAX_INTERFACES) {
            throw bad("more than " + MAX_INTERFACES + " interfaces");
        }
        InterfaceOptions found = new InterfaceOptions();
        options(16, end, found);
        CaptureInterface value =
                new CaptureInterface(
                        found.name,
                        found.description,
                        in.u16(8),
                        (int) Math.min(Integer.MAX_VALUE, in.u32(12)),
                        found.mac,
                        found.ipv4,
                        found.ipv6);
        interfaces.add(new Described(value, new StampScale(found.resolution, found.offset)));
        handler.interfaceAdded(value);
    }

    private final class InterfaceOptions implements OptionHandler {
        String name = "";
        String description = "";
        @Nullable MacAddress mac;
        final List<CaptureInterface.Ipv4Subnet> ipv4 = new ArrayList<>();
        final List<Ipv6Address> ipv6 = new ArrayList<>();
        int resolution = StampScale.MICROS.resolution();
        long offset;

        @Override
        public void option(int code, int at, int length) {
            int index = in.start() + at;
            if (code == Pcapng.IF_NAME) {
                name = text(at, length);
            } else if (code == Pcapng.IF_DESCRIPTION) {
                description = text(at, length);
            } else if (code == Pcapng.IF_MAC && length == MacAddress.LENGTH) {
                mac = MacAddress.at(in.bytes(), index);
            } else if (code == Pcapng.IF_IPV4 && length == 8) {
                Ipv4Address address = new Ipv4Address(Bytes.i32(in.bytes(), index));
                int prefix = Integer.bitCount(Bytes.i32(in.bytes(), index + 4));
                ipv4.add(new CaptureInterface.Ipv4Subnet(address, prefix));
            } else if (code == Pcapng.IF_IPV6 && length == 17) {
                ipv6.add(
                        new Ipv6Address(
                                Bytes.i64(in.bytes(), index), Bytes.i64(in.bytes(), index + 8)));
            } else if (code == Pcapng.IF_RESOLUTION && length == 1) {
                resolution = in.u8(at);
            } else if (code == Pcapng.IF_OFFSET && length == 8) {
                offset = in.i64(at);
            }
        }
    }

    private void secrets(int end) throws CaptureFormatException {
        need("secrets", end, 16);
        long length = in.u32(12);
        if (length > end - 16) {
            throw bad("secrets of " + length + " bytes run past the end of their block");
        }
        if (in.i32(8) == Pcapng.TLS_KEY_LOG) {
            handler.tlsKeys(text(16, (int) length));
        }
    }

    private void simplePacket(int end) throws CaptureFormatException {
        need("simple packet", end, 12);
        Described from = described(0);
        int captured = end - 12;
        long original = in.u32(8);
        int snap = from.value().snapLength();
        long length = snap == 0 ? original : Math.min(original, snap);
        frame.epochNanos = 0;
        frame.direction = Direction.UNKNOWN;
        frame.dropped = false;
        frame.commentLength = 0;
        report(0, from, 12, (int) Math.min(length, captured), original);
    }

    private Described described(long id) throws CaptureFormatException {
        if (id >= interfaces.size()) {
            throw bad(
                    "frame of interface number "
                            + id
                            + ", counted from 0, but the section describes only "
                            + interfaces.size());
        }
        return interfaces.get((int) id);
    }

    private void packet(int end, long id) throws CaptureFormatException {
        Described from = described(id);
        long length = in.u32(20);
        if (length > end - 28) {
            throw bad("frame of " + length + " bytes runs past the end of its block");
        }
        frame.epochNanos = from.scale().nanos((in.u32(12) << 32) | in.u32(16));
        frame.direction = Direction.UNKNOWN;
        frame.dropped = false;
        frame.commentLength = 0;
        int optionsAt = 28 + Pcapng.padded((int) length);
        if (optionsAt + 4 <= end) {
            options(optionsAt, end, frameOptions);
        }
        report((int) id, from, 28, (int) length, in.u32(24));
    }

    private void frameOption(int code, int at, int length) {
        if (code == Pcapng.EPB_FLAGS && length == 4) {
            frame.direction =
                    switch (in.i32(at) & Pcapng.DIRECTION_MASK) {
                        case Pcapng.INBOUND -> Direction.INBOUND;
                        case Pcapng.OUTBOUND -> Direction.OUTBOUND;
                        default -> Direction.UNKNOWN;
                    };
        } else if (code == Pcapng.COMMENT && frame.commentLength == 0) {
            frame.commentAt = in.start() + at;
            frame.commentLength = length;
        } else if (code == Pcapng.EPB_VERDICT && length == Pcapng.VERDICT_LENGTH) {
            int who = in.u8(at);
            long verdict = in.i64(at + 1);
            frame.dropped =
                    (who == Pcapng.VERDICT_TC && verdict == Pcapng.TC_ACT_SHOT)
                            || (who == Pcapng.VERDICT_XDP
                                    && (verdict == Pcapng.XDP_DROP
                                            || verdict == Pcapng.XDP_ABORTED));
        }
    }

    private void report(int id, Described from, int at, int length, long original) {
        frame.from = from.value();
        frame.interfaceId = interfacesBefore + id;
        frame.buffer = in.bytes();
        frame.offset = in.start() + at;
        frame.length = length;
        frame.originalLength = (int) Math.min(Integer.MAX_VALUE, original);
        handler.frame(frame);
    }
}
