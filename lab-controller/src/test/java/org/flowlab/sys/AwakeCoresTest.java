package org.flowlab.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwakeCoresTest {
    @TempDir private Path folder;

    @Test
    void the_kernel_holds_to_it_until_it_is_closed() throws Exception {
        boolean may = Files.isWritable(AwakeCores.DEVICE); // a container has none, as a rule
        try (AwakeCores awake = ask(AwakeCores.DEVICE)) {
            assertThat(awake.granted()).isEqualTo(may);
            assertThat(awake.refusal().isEmpty()).isEqualTo(may);
            if (may) {
                assertThat(latencyMicros()).isZero();
                assertThat(NetnsTests.descriptors()).contains(AwakeCores.DEVICE.toString());
            }
        }
        // The machine may still keep it, because another process may ask for it, too.
        assertThat(NetnsTests.descriptors()).doesNotContain(AwakeCores.DEVICE.toString());
    }

    @Test
    void who_does_not_ask_changes_nothing() {
        try (AwakeCores awake = AwakeCores.notAsked()) {
            assertThat(awake.granted()).isFalse();
            assertThat(awake.refusal()).isEqualTo("as asked");
        }
    }

    @Test
    void a_machine_without_it_is_told_of() {
        Path none = folder.resolve("none");
        try (AwakeCores awake = ask(none)) {
            assertThat(awake.granted()).isFalse();
            assertThat(awake.refusal()).isEqualTo(none + " does not exist");
        }
    }

    @Test
    void one_that_does_not_allow_it_too() {
        try (AwakeCores awake = ask(folder)) {
            assertThat(awake.granted()).isFalse();
            assertThat(awake.refusal()).isEqualTo(folder + " may not be written");
        }
    }

    @Test
    void the_request_is_an_int_of_0() throws Exception {
        Path device = Files.createFile(folder.resolve("device"));
        try (AwakeCores awake = ask(device)) {
            assertThat(awake.granted()).isTrue();
            assertThat(device).hasBinaryContent(new byte[4]);
        }
    }

    @Test
    void the_request_is_not_made_if_the_kernel_ignores_it() throws Exception {
        Path device = Files.createFile(folder.resolve("device"));
        Path driver = Files.writeString(folder.resolve("driver"), "none\n");
        try (AwakeCores awake = AwakeCores.ask(device, driver)) {
            assertThat(awake.granted()).isFalse();
            assertThat(awake.refusal()).contains("no cpuidle driver");
            assertThat(device).isEmptyFile();
        }
        Files.writeString(driver, "intel_idle\n");
        try (AwakeCores awake = AwakeCores.ask(device, driver)) {
            assertThat(awake.granted()).isTrue();
        }
    }

    /// Makes the request on a machine whose cpuidle driver is not known.
    private AwakeCores ask(Path device) {
        return AwakeCores.ask(device, folder.resolve("no-driver"));
    }

    /// Reads the longest wake-up time that the machine's cores may have now.
    private static int latencyMicros() throws IOException {
        try (var in = Files.newInputStream(AwakeCores.DEVICE)) {
            return ByteBuffer.wrap(in.readNBytes(Integer.BYTES))
                    .order(ByteOrder.nativeOrder())
                    .getInt();
        }
    }
}
