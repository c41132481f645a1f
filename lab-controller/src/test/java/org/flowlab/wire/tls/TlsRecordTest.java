package org.flowlab.wire.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TlsRecordTest {
    private static final byte[] HEADER =
            HexFormat.ofDelimiter(" ")
                    .parseHex(
                            "16" // handshake
                                    + " 03 01" // TLS 1.0, as a first Client Hello says
                                    + " 01 2c"); // 300 bytes

    @Test
    void a_header_is_read() throws Exception {
        assertThat(TlsRecord.parse(HEADER, 0, 5)).isEqualTo(new TlsRecord(22, 0x0301, 300));
    }

    @Test
    void a_header_is_written_over_whatever_was_there() throws Exception {
        byte[] b = new byte[7];
        Arrays.fill(b, (byte) 0xa5);
        new TlsRecord(22, 0x0301, 300).emit(b, 1);
        assertThat(Arrays.copyOfRange(b, 1, 6)).isEqualTo(HEADER);
        assertThat(b[0]).isEqualTo((byte) 0xa5);
        assertThat(b[6]).isEqualTo((byte) 0xa5);
    }

    @Test
    void a_header_cut_anywhere_is_refused() {
        for (int n = 0; n < 5; n++) {
            int length = n;
            assertThatThrownBy(() -> TlsRecord.parse(HEADER, 0, length))
                    .isInstanceOf(TlsFormatException.class);
        }
    }

    @Test
    void what_is_wrong_is_said() {
        assertThat(TlsRecord.fault(header(19, 0x0303, 0), 0)).contains("type 19");
        assertThat(TlsRecord.fault(header(25, 0x0303, 0), 0)).contains("type 25");
        assertThat(TlsRecord.fault(header(22, 0x0203, 0), 0)).contains("0x0203");
        assertThat(TlsRecord.fault(header(22, 0x0303, 18433), 0)).contains("18433");
        assertThat(TlsRecord.fault(header(22, 0x0303, 18432), 0)).isNull();
        assertThat(TlsRecord.fault(header(24, 0x0304, 0), 0)).isNull();
    }

    @Test
    void an_alert_is_read_written_and_named() throws Exception {
        TlsAlert alert = TlsAlert.parse(new byte[] {9, 2, 40}, 1, 2);
        assertThat(alert).isEqualTo(new TlsAlert(2, 40));
        assertThat(alert.name()).isEqualTo("handshake_failure");
        byte[] b = {7, 7, 7, 7};
        alert.emit(b, 1);
        assertThat(b).containsExactly(7, 2, 40, 7);
        assertThat(new TlsAlert(1, 200).name()).isEqualTo("alert_200");
        for (int length : new int[] {0, 1, 3}) {
            assertThatThrownBy(() -> TlsAlert.parse(new byte[3], 0, length))
                    .isInstanceOf(TlsFormatException.class);
        }
    }

    private static byte[] header(int type, int version, int length) {
        byte[] b = new byte[5];
        new TlsRecord(type, version, length).emit(b, 0);
        return b;
    }
}
