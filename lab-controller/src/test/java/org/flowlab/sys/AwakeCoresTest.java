package org.flowlab.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwakeCoresTest {
    @Test
    void the_kernel_holds_to_it_until_it_is_closed() throws Exception {
        assumeTrue(
                Files.isWritable(AwakeCores.DEVICE),
                "skipped: " + AwakeCores.DEVICE + " may not be written here");
        try (AwakeCores awake = AwakeCores.ask()) {
            assertThat(awake.granted()).isTrue();
            assertThat(awake.refusal()).isEmpty();
            assertThat(latencyMicros()).isZero();
        }
        assertThat(latencyMicros()).isPositive(); // unless another process asks for it too
    }

    @Test
    void who_does_not_ask_changes_nothing() {
        try (AwakeCores awake = AwakeCores.notAsked()) {
            assertThat(awake.granted()).isFalse();
            assertThat(awake.refusal()).isEqualTo("as asked");
        }
    }

    @Test
    void a_machine_without_it_is_told_of(@TempDir Path folder) {
        Path none = folder.resolve("none");
        try (AwakeCores awake = AwakeCores.ask(none)) {
            assertThat(awake.granted()).isFalse();
            assertThat(awake.refusal()).isEqualTo(none + " does not exist");
        }
    }

    @Test
    void one_that_does_not_allow_it_too(@TempDir Path folder) {
        try (AwakeCores awake = AwakeCores.ask(folder)) {
            assertThat(awake.granted()).isFalse();
            assertThat(awake.refusal()).isEqualTo(folder + " may not be written");
        }
    }

    @Test
    void what_is_asked_for_is_an_int_of_0(@TempDir Path folder) throws Exception {
        Path device = Files.createFile(folder.resolve("device"));
        try (AwakeCores awake = AwakeCores.ask(device)) {
            assertThat(awake.granted()).isTrue();
            assertThat(device).hasBinaryContent(new byte[4]);
        }
    }

    /// What the whole machine is bound to now.
    private static int latencyMicros() throws IOException {
        try (var in = Files.newInputStream(AwakeCores.DEVICE)) {
            return ByteBuffer.wrap(in.readNBytes(Integer.BYTES))
                    .order(ByteOrder.nativeOrder())
                    .getInt();
        }
    }
}
