package org.flowlab.wire.pcapng;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Reading any file ends, and throws no exception other than an IOException.
class CaptureReaderFuzzTest {
    private static void read(byte[] file) {
        try {
            CaptureReader.read(
                    new ByteArrayInputStream(file),
                    frame -> {
                        frame.bytes();
                        frame.comment();
                    });
        } catch (IOException expected) {
            // Bad files are refused.
        }
    }

    @FuzzTest(maxDuration = "60s")
    void any_file_is_read(byte[] file) {
        read(file);
    }

    @Test
    @Timeout(60)
    void a_good_file_with_any_few_bytes_changed_is_read() {
        byte[] good =
                HexFormat.of()
                        .parseHex(
                                "0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000"
                                        + "0100000028000000010000000000000002000300657468000900010009000000"
                                        + "0000000028000000"
                                        + "0600000038000000000000000000000001000000030000000300000001020300"
                                        + "0100020041420000020004000200000000000000380000000600");
        Random random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = good.clone();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            read(bad);
        }
    }
}
