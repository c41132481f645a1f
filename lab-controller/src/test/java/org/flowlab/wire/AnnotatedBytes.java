package org.flowlab.wire;

import java.util.Arrays;
import java.util.HexFormat;

/// Bytes written in hexadecimal, with comments.
public final class AnnotatedBytes {
    private AnnotatedBytes() {}

    /// Leaves out white space, and `//` with the rest of its line.
    public static byte[] bytes(String annotated) {
        return HexFormat.of().parseHex(annotated.replaceAll("//[^\n]*|\\s", ""));
    }

    /// Bytes that no test expects, to emit over.
    public static byte[] poison(int length) {
        byte[] b = new byte[length];
        Arrays.fill(b, (byte) 0xa5);
        return b;
    }
}
