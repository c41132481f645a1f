package org.flowlab.lab.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.main.Main;

/// The processes of nodes, as tests find them.
final class NodeProcesses {
    private NodeProcesses() {}

    /// The nodes that this process started and that run.
    static List<Long> children() {
        return of(ProcessHandle.current());
    }

    /// The nodes that run below `parent`.
    static List<Long> of(ProcessHandle parent) {
        return parent.descendants()
                .map(ProcessHandle::pid)
                .filter(pid -> commandLine(pid).contains(Main.class.getName()))
                .toList();
    }

    /// The JDK does not give the arguments if they are longer than a page.
    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    /// The process of one node.
    ///
    /// @param name lab and node: `triangle/proxy`
    static long child(String name) {
        List<Long> found =
                children().stream().filter(pid -> commandLine(pid).endsWith(name + "\0")).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " processes are " + name);
        }
        return found.getFirst();
    }

    /// Waits until the processes have ended.
    ///
    /// @return those that run after `patience`
    static List<Long> awaitEnd(List<Long> pids, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        List<Long> left = running(pids);
        while (!left.isEmpty() && System.nanoTime() < end) {
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return left;
            }
            left = running(left);
        }
        return left;
    }

    private static List<Long> running(List<Long> pids) {
        return pids.stream()
                .filter(pid -> !commandLine(pid).isEmpty()) // that of a zombie is
                .toList();
    }
}
