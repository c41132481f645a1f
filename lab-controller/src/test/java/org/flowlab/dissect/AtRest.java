package org.flowlab.dissect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Programs that talk over TCP, and the threads of this process that carry it, as proc(5) tells of
/// them: whether they all wait for somebody else to begin.
///
/// @param programs of one thread each
/// @param threads their names, at most 15 letters
/// @param ports on 127.0.0.1
record AtRest(List<Process> programs, Set<String> threads, Set<Integer> ports) {
    private static final long LOOK_MILLIS = 10;

    /// Returns when all were seen asleep twice, have not run in between, and nothing was on the way
    /// to any of them: then nothing comes any more.
    void await() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        List<String> before = List.of();
        while (true) {
            List<String> now = isUnderWay() ? List.of() : sleepers();
            if (!now.isEmpty() && now.equals(before)) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new IOException("they do not come to rest: " + now);
            }
            before = now;
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /// How often each was put to sleep; nothing where one is awake.
    private List<String> sleepers() throws IOException {
        List<String> all = new ArrayList<>();
        for (Path task : tasks()) {
            String status = read(task.resolve("status"));
            if (!status.isEmpty() && !status.contains("\nState:\tS")) {
                return List.of();
            }
            all.add(task + " " + status.substring(Math.max(0, status.indexOf("\nvoluntary"))));
        }
        return all;
    }

    private List<Path> tasks() throws IOException {
        List<Path> tasks = new ArrayList<>();
        for (Process program : programs) {
            tasks.add(Path.of("/proc/" + program.pid()));
        }
        try (Stream<Path> own = Files.list(Path.of("/proc/self/task"))) {
            own.filter(it -> threads.contains(read(it.resolve("comm")).strip()))
                    .sorted()
                    .forEach(tasks::add);
        }
        return tasks;
    }

    /// Whether there are bytes that were not taken in, or of which the sender does not know it.
    private boolean isUnderWay() {
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(file -> read(Path.of(file)).lines().skip(1))
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> !words[3].equals("0A")) // one that listens
                .filter(words -> ports.contains(port(words[1])) || ports.contains(port(words[2])))
                .anyMatch(words -> !words[4].equals("00000000:00000000"));
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }

    /// Nothing of what has ended.
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
