package org.flowlab.dissect;

import org.flowlab.wire.tls.TlsRecord;

/// Cuts the byte streams of a TLS session into records (RFC 8446 §5.1). Incomplete records are held
/// in their [TlsHalf].
final class TlsFraming {
    interface Listener {
        /// Takes a whole record that begins at `at` with its header.
        ///
        /// @param trail gives the passage of its last byte
        void record(TlsHalf half, byte[] b, int at, Trail trail);

        /// Called when the next record's header is invalid or missing. Must set [TlsHalf#cut].
        void cut(TlsHalf half, long offset, String reason, Passage passage);
    }

    /// Result when all bytes are held until more come.
    private static final int ALL_HELD = -1;

    private final Listener listener;

    TlsFraming(Listener listener) {
        this.listener = listener;
    }

    /// Takes the next bytes of a direction.
    ///
    /// @return the number of bytes taken; less than `length` if the direction was cut
    int bytes(TlsHalf half, byte[] b, int offset, int length, Trail trail) {
        int at = offset;
        int end = offset + length;
        while (at < end && !half.cut) {
            int taken =
                    half.partial.isEmpty()
                            ? begin(half, b, at, end, trail)
                            : more(half, b, at, end, trail);
            if (taken == ALL_HELD) {
                return length;
            }
            at += taken;
        }
        return at - offset;
    }

    /// Takes bytes of a record that begins at `at`.
    ///
    /// @return the number of bytes taken, or [#ALL_HELD]
    private int begin(TlsHalf half, byte[] b, int at, int end, Trail trail) {
        if (end - at >= TlsRecord.HEADER_BYTES) {
            if (isFaulty(half, b, at, trail, at)) {
                return 0;
            }
            int whole = TlsRecord.HEADER_BYTES + TlsRecord.length(b, at);
            if (end - at >= whole) {
                listener.record(half, b, at, Trail.of(trail, at + whole - 1));
                return whole;
            }
        }
        hold(half, b, at, end - at, trail);
        return half.cut ? 0 : ALL_HELD;
    }

    /// Takes more bytes of a record that has begun, up to its end.
    ///
    /// @return the number of bytes taken, or [#ALL_HELD]
    private int more(TlsHalf half, byte[] b, int at, int end, Trail trail) {
        Accumulator partial = half.partial;
        int taken = 0;
        if (partial.size() < TlsRecord.HEADER_BYTES) {
            taken = Math.min(TlsRecord.HEADER_BYTES - partial.size(), end - at);
            hold(half, b, at, taken, trail);
            if (half.cut) {
                return 0;
            }
            if (partial.size() < TlsRecord.HEADER_BYTES) {
                return ALL_HELD;
            }
            if (isFaulty(half, partial.buffer(), 0, trail, at + taken - 1)) {
                partial.clear();
                return taken;
            }
        }
        int whole = TlsRecord.HEADER_BYTES + TlsRecord.length(partial.buffer(), 0);
        int more = Math.min(whole - partial.size(), end - at - taken);
        hold(half, b, at + taken, more, trail);
        if (half.cut) {
            return taken;
        }
        taken += more;
        if (partial.size() < whole) {
            return ALL_HELD;
        }
        listener.record(half, partial.buffer(), 0, Trail.of(trail, at + taken - 1));
        partial.clear();
        return taken;
    }

    private void hold(TlsHalf half, byte[] b, int at, int length, Trail trail) {
        if (length > 0 && !half.hold(b, at, length, trail)) {
            half.partial.clear();
            listener.cut(
                    half,
                    half.offset,
                    "no room to hold this record until it is complete",
                    trail.at(at));
        }
    }

    private boolean isFaulty(TlsHalf half, byte[] b, int at, Trail trail, int index) {
        String fault = TlsRecord.fault(b, at);
        if (fault != null) {
            listener.cut(half, half.offset, fault, trail.at(index));
        }
        return fault != null;
    }
}
