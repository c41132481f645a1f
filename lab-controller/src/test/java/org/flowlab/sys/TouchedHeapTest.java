package org.flowlab.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flowlab.lab.Labs;
import org.junit.jupiter.api.Test;

class TouchedHeapTest {
    private static final int ALLOCATED = 32 << 20;

    /// The fewest pages that show a difference: the JVM touches some hundred for itself.
    private static final int LEAST_PAGES = 2_000;

    /// Allocates, and prints how often the kernel had to back a page meanwhile.
    static final class Allocates {
        static volatile byte[] last = {};

        public static void main(String[] args) throws Exception {
            if (args[0].equals("touched")) {
                TouchedHeap.touch();
            }
            long before = minorFaults();
            for (int i = 0; i < ALLOCATED >> 10; i++) {
                last = new byte[1 << 10];
            }
            System.out.println(minorFaults() - before);
        }

        private static long minorFaults() throws Exception {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[7]);
        }
    }

    private static long faults(String how) throws Exception {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:+UseSerialGC",
                                        "-Xms256m",
                                        "-Xmx1g",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Allocates.class.getName(),
                                        how))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String out = new String(process.getInputStream().readAllBytes()).strip();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return Long.parseLong(out);
    }

    /// Returns the page size, from getconf(1).
    private static int pageBytes() throws Exception {
        Labs.assumeProgram("getconf");
        Process process = new ProcessBuilder("getconf", "PAGESIZE").start();
        String out = new String(process.getInputStream().readAllBytes()).strip();
        assertThat(process.waitFor()).isZero();
        return Integer.parseInt(out);
    }

    @Test
    void what_is_allocated_afterwards_needs_no_new_pages() throws Exception {
        Path huge = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
        assumeFalse(
                Files.exists(huge) && Files.readString(huge).contains("[always]"),
                "skipped: this kernel backs the heap with huge pages by itself");
        long pages = ALLOCATED / pageBytes();
        assumeTrue(
                pages >= LEAST_PAGES,
                "skipped: pages are so large here that what else the JVM touches is not told apart");
        assertThat(faults("untouched")).isGreaterThan(pages / 2);
        assertThat(faults("touched")).isLessThan(pages / 4);
    }

    @Test
    void a_small_heap_is_not_asked_for_more_than_a_part_of_it() {
        assertThat(TouchedHeap.touch())
                .isPositive()
                .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 16 + (1 << 20));
    }
}
