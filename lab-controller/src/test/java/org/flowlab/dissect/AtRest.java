package org.flowlab.dissect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Programs that talk over TCP and the threads of this process that relay it. Finds out by proc(5)
/// when all of them are idle.
///
/// @param programs of one thread each
/// @param threads their names, at most 15 letters
/// @param ports on 127.0.0.1
record AtRest(List<Process> programs, Set<String> threads, Set<Integer> ports) {
    private static final long LOOK_MILLIS = 10;

    /// Waits until all were seen asleep twice, did not run in between, and no bytes were on the
    /// way. Then nothing more comes.
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

    /// How often each thread was put to sleep; empty if one is awake.
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

    /// Whether bytes are not read yet, or not acknowledged yet.
    private boolean isUnderWay() {
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(file -> read(Path.of(file)).lines().skip(1))
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> !words[3].equals("0A")) // a listening socket
                .filter(words -> ports.contains(port(words[1])) || ports.contains(port(words[2])))
                .anyMatch(words -> !words[4].equals("00000000:00000000"));
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }

    /// The file's text; empty if its process or thread has ended.
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
