package org.flowlab.sys.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One message from the kernel. Parsing never throws, whatever the bytes are.
public sealed interface Reply {
    int NLMSG_ERROR = 2;
    int NLM_F_CAPPED = 0x100;
    int NLM_F_ACK_TLVS = 0x200;
    int NLMSGERR_ATTR_MSG = 1;

    /// The request `sequence` succeeded.
    record Done(int sequence) implements Reply {}

    /// The request `sequence` failed.
    ///
    /// @param errno positive
    /// @param text the kernel's own words (extended acknowledgement); often empty
    record Failed(int sequence, int errno, String text) implements Reply {}

    /// A message of another type; kept as it came.
    record Other(int sequence, int type, byte[] payload) implements Reply {}

    /// Bytes that are not a netlink message; nothing after them can be read.
    record Malformed(int offset, String reason) implements Reply {}

    /// Parses the first `length` bytes of what one receive call returned.
    static List<Reply> parse(byte[] bytes, int length, ByteOrder order) {
        List<Reply> replies = new ArrayList<>();
        ByteBuffer view = ByteBuffer.wrap(bytes).order(order);
        int at = 0;
        while (at < length) {
            if (length - at < MessageWriter.HEADER) {
                replies.add(new Malformed(at, "header cut short"));
                return replies;
            }
            int size = view.getInt(at);
            if (size < MessageWriter.HEADER || size > length - at) {
                replies.add(
                        new Malformed(at, "length " + size + " of " + (length - at) + " bytes"));
                return replies;
            }
            replies.add(one(bytes, view, at, size));
            at = (size + 3 & ~3) + at;
        }
        return replies;
    }

    private static Reply one(byte[] bytes, ByteBuffer view, int at, int size) {
        int type = Short.toUnsignedInt(view.getShort(at + 4));
        int flags = Short.toUnsignedInt(view.getShort(at + 6));
        int sequence = view.getInt(at + 8);
        int payload = at + MessageWriter.HEADER;
        int end = at + size;
        if (type != NLMSG_ERROR) {
            return new Other(sequence, type, Arrays.copyOfRange(bytes, payload, end));
        }
        // struct nlmsgerr { int error; struct nlmsghdr msg; }, the request itself unless it is
        // capped, then attributes.
        if (end - payload < 4 + MessageWriter.HEADER) {
            return new Malformed(at, "error message of " + size + " bytes");
        }
        int error = view.getInt(payload);
        if (error == 0) {
            return new Done(sequence);
        }
        int attributes = payload + 4 + MessageWriter.HEADER;
        if ((flags & NLM_F_CAPPED) == 0) {
            long request = Integer.toUnsignedLong(view.getInt(payload + 4));
            attributes =
                    (int)
                            Math.min(
                                    end,
                                    payload + 4 + Math.max(request, MessageWriter.HEADER) + 3
                                            & ~3L);
        }
        String text = (flags & NLM_F_ACK_TLVS) == 0 ? "" : text(bytes, view, attributes, end);
        return new Failed(sequence, error == Integer.MIN_VALUE ? 0 : Math.abs(error), text);
    }

    private static String text(byte[] bytes, ByteBuffer view, int start, int end) {
        int at = start;
        while (end - at >= 4) {
            int size = Short.toUnsignedInt(view.getShort(at));
            int type = Short.toUnsignedInt(view.getShort(at + 2)) & 0x3fff;
            if (size < 4 || size > end - at) {
                return "";
            }
            if (type == NLMSGERR_ATTR_MSG) {
                int last = at + size;
                while (last > at + 4 && bytes[last - 1] == 0) {
                    last--;
                }
                return new String(bytes, at + 4, last - at - 4, StandardCharsets.UTF_8);
            }
            at += size + 3 & ~3;
        }
        return "";
    }
}
