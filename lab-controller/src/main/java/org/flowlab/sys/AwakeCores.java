package org.flowlab.sys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Keeps the machine's cores from sleeping while they have nothing to do. A core that sleeps takes
/// tens of microseconds to wake, and more in a virtual machine. Cores would sleep between any two
/// messages of a handshake.
///
/// It asks the kernel's PM QoS for a wake-up time of 0 µs. The request holds for the whole machine
/// while this is open, and ends with the process. The cores then wait in a loop, which costs power.
/// The kernel's cpuidle obeys the request. If cpuidle has no driver, as in many virtual machines,
/// the request would have no effect, so it is not made.
///
/// @see <a href="https://docs.kernel.org/power/pm_qos_interface.html">PM Quality Of Service</a>
public final class AwakeCores implements AutoCloseable {
    /// The file that takes the request. Only root may open it, unless the machine is configured
    /// otherwise.
    public static final Path DEVICE = Path.of("/dev/cpu_dma_latency");

    /// The file that names the driver with which cpuidle puts cores to sleep.
    private static final Path DRIVER = Path.of("/sys/devices/system/cpu/cpuidle/current_driver");

    private final @Nullable FileChannel request;
    private final String refusal;

    private AwakeCores(@Nullable FileChannel request, String refusal) {
        this.request = request;
        this.refusal = refusal;
    }

    /// Makes the request. It never fails: [#granted()] is false if it was refused.
    public static AwakeCores ask() {
        return ask(DEVICE, DRIVER);
    }

    static AwakeCores ask(Path device, Path driver) {
        if (isNone(driver)) {
            return new AwakeCores(
                    null, "the kernel has no cpuidle driver, so a request would have no effect");
        }
        try {
            FileChannel request = FileChannel.open(device, StandardOpenOption.WRITE);
            try {
                request.write(ByteBuffer.allocate(Integer.BYTES)); // an int: 0 µs
                return new AwakeCores(request, "");
            } catch (IOException e) {
                request.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            return new AwakeCores(null, device + " does not exist");
        } catch (IOException e) {
            return new AwakeCores(null, device + " may not be written");
        }
    }

    /// Whether cpuidle has no driver. If the file cannot be read, for example without sysfs, there
    /// probably is one.
    private static boolean isNone(Path driver) {
        try {
            return Files.readString(driver).strip().equals("none");
        } catch (IOException e) {
            return false;
        }
    }

    /// Makes no request: cores sleep as the machine is configured.
    public static AwakeCores notAsked() {
        return new AwakeCores(null, "as asked");
    }

    public boolean granted() {
        return request != null;
    }

    /// The reason why the cores may sleep; empty if they may not.
    public String refusal() {
        return refusal;
    }

    /// Takes the request back.
    @Override
    public void close() {
        try {
            if (request != null) {
                request.close();
            }
        } catch (IOException e) {
            // The file is closed all the same, which ends the request.
        }
    }
}
