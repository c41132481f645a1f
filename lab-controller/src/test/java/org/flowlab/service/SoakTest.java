package org.flowlab.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.lab.Labs;
import org.flowlab.topology.Topology;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Labs that come and go leave nothing behind in the process.
@Tag("netns")
class SoakTest {
    private static final int SETTLED = 50;
    private static final int ROUNDS = 200;

    /// What 150 rounds may add to the live heap, in bytes: 20 kB each. A lab that was kept would
    /// add several times that.
    private static final long MOST_HEAP = 3 << 20;

    /// What 150 rounds may add of one kind: what is under way at the time.
    private static final long MOST_GROWTH = 5;

    @TempDir Path folder;

    /// What the process holds.
    ///
    /// @param threads by name, with digits replaced
    /// @param files open descriptors, by what they are, with digits replaced
    private record Holds(Map<String, Long> threads, Map<String, Long> files, long heapBytes) {
        static Holds now() {
            return new Holds(threadNames(), openFiles(), liveHeap());
        }

        private static Map<String, Long> threadNames() {
            return Thread.getAllStackTraces().keySet().stream()
                    .collect(
                            Collectors.groupingBy(
                                    t -> t.getName().replaceAll("\\d+", "N"),
                                    TreeMap::new,
                                    Collectors.counting()));
        }

        private static Map<String, Long> openFiles() {
            try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
                return all.map(Holds::target)
                        .map(t -> t.replaceAll("\\d+", "N"))
                        .collect(
                                Collectors.groupingBy(t -> t, TreeMap::new, Collectors.counting()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String target(Path link) {
            try {
                return Files.readSymbolicLink(link).toString();
            } catch (IOException e) {
                return "closed meanwhile";
            }
        }

        private static long liveHeap() {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) { // references and cleaners need more than one collection
                System.gc();
                least =
                        Math.min(
                                least,
                                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
            return least;
        }
    }

    @Test
    void two_hundred_labs_that_came_and_went_hold_nothing() throws Exception {
        Labs.assume();
        Topology topology = Labs.triangle("{delay: 0ms}");
        try (LabService service = new LabService(folder, Clock.systemUTC())) {
            round(service, topology, SETTLED);
            Holds before = atRest();
            round(service, topology, ROUNDS - SETTLED);
            Holds after = atRest();
            assertThat(grown(before.threads(), after.threads())).as("more threads").isEmpty();
            assertThat(grown(before.files(), after.files())).as("more open files").isEmpty();
            assertThat(after.heapBytes() - before.heapBytes())
                    .as("growth of the live heap")
                    .isLessThan(MOST_HEAP);
            assertThat(service.events().subscribers()).isZero();
        }
        assertThat(folder).isEmptyDirectory();
    }

    private static void round(LabService service, Topology topology, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            LiveLab lab = service.deploy(topology, null, new Seed(i));
            FlowJob job =
                    lab.run(
                            new FlowRequest(
                                    Catalogue.flow("spdy-proxy.https-http"),
                                    Map.of(),
                                    ExpectedStatus.SUCCESS));
            assertThat(job.whenEnded().get(60, TimeUnit.SECONDS).failure()).isEmpty();
            service.destroy(lab);
        }
    }

    /// What there is more of, by more than [#MOST_GROWTH].
    private static Map<String, Long> grown(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> grown = new TreeMap<>();
        after.forEach(
                (what, count) -> {
                    long more = count - before.getOrDefault(what, 0L);
                    if (more > MOST_GROWTH) {
                        grown.put(what, more);
                    }
                });
        return grown;
    }

    /// What the process holds when that no longer changes, as the threads that close sockets in the
    /// background have ended; the last state after 20 s.
    private static Holds atRest() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        Holds last = Holds.now();
        while (System.nanoTime() < end) {
            Thread.sleep(200);
            Holds now = Holds.now();
            if (now.threads().equals(last.threads()) && now.files().equals(last.files())) {
                return now;
            }
            last = now;
        }
        return last;
    }
}
