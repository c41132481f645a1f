package org.flowlab.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads and writes numbers in byte arrays, in network byte order. An unsigned number is returned
/// in the next wider type. An index outside the array throws; callers check the length once, before
/// they read.
public final class Bytes {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    public static int u8(byte[] b, int at) {
        return b[at] & 0xff;
    }

    public static int u16(byte[] b, int at) {
        return (short) SHORT.get(b, at) & 0xffff;
    }

    public static int u24(byte[] b, int at) {
        return (u16(b, at) << 8) | u8(b, at + 2);
    }

    public static long u32(byte[] b, int at) {
        return (int) INT.get(b, at) & 0xffff_ffffL;
    }

    /// The 32 bits as a signed number.
    public static int i32(byte[] b, int at) {
        return (int) INT.get(b, at);
    }

    /// The 64 bits as a signed number.
    public static long i64(byte[] b, int at) {
        return (long) LONG.get(b, at);
    }

    public static void put8(byte[] b, int at, int value) {
        b[at] = (byte) value;
    }

    public static void put16(byte[] b, int at, int value) {
        SHORT.set(b, at, (short) value);
    }

    public static void put24(byte[] b, int at, int value) {
        put16(b, at, value >>> 8);
        put8(b, at + 2, value);
    }

    public static void put32(byte[] b, int at, long value) {
        INT.set(b, at, (int) value);
    }

    public static void put64(byte[] b, int at, long value) {
        LONG.set(b, at, value);
    }
}
