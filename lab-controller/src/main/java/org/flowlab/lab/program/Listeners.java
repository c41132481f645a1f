package org.flowlab.lab.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// The TCP ports on which something listens in a network namespace, read from the kernel's tables
/// (proc_net_tcp), so that no connection is needed to find out.
record Listeners(Set<Integer> ports) {
    private static final String LISTEN = "0A";

    /// @param proc a `/proc/…/net` of the namespace; if it is gone because the process has ended,
    ///   the result is empty
    static Listeners of(Path proc) {
        Set<Integer> ports = new HashSet<>();
        for (String table : new String[] {"tcp", "tcp6"}) {
            try {
                Files.readAllLines(proc.resolve(table)).stream()
                        .skip(1)
                        .forEach(line -> add(line, ports));
            } catch (IOException _) {
                // No such process any more, or a kernel without that protocol.
            }
        }
        return new Listeners(ports);
    }

    /// `0: 00000000:01BB 00000000:0000 0A …`: slot, local address and port, remote ones, state.
    private static void add(String line, Set<Integer> ports) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > 3 && fields[3].equals(LISTEN)) {
            ports.add(Integer.parseInt(fields[1].substring(fields[1].lastIndexOf(':') + 1), 16));
        }
    }

    boolean on(int port) {
        return ports.contains(port);
    }
}
