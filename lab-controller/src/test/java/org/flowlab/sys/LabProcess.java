package org.flowlab.sys;

import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A process that brings a wiring up, for tests that kill it or run it as another user.
final class LabProcess {
    private LabProcess() {}

    /// `stay WITNESS HOSTS`: with a link into the namespace at this path, and names from this file,
    /// then says the nodes' identity and the process that it started, and stays. `once FILE`:
    /// writes what it found into the file and ends.
    public static void main(String[] arguments) throws Exception {
        try {
            if (arguments[0].equals("stay")) {
                stay(Path.of(arguments[1]), Path.of(arguments[2]));
            } else {
                once(Path.of(arguments[1]));
            }
        } catch (UnsupportedMachineException e) {
            System.out.println(e.getMessage());
            System.exit(3);
        }
    }

    private static void stay(Path witness, Path hosts) throws Exception {
        NodeSetup seen =
                new NodeSetup(
                        "witness",
                        Namespace.open("witness", witness),
                        false,
                        NetnsTests.node("x", "198.18.0.9").interfaces(),
                        List.of(),
                        Map.of());
        Wiring wiring = Wiring.up(List.of(NetnsTests.node("a", "198.18.0.1"), seen));
        Process process = wiring.namespace("a").start(new ProcessBuilder("sleep", "600"), hosts);
        wiring.namespace("a").threads("stay", hosts).newThread(LabProcess::sleep).start();
        System.out.println(wiring.namespace("a").identity() + " " + process.pid());
        sleep();
    }

    private static void once(Path file) throws Exception {
        Inet4Address address = NetnsTests.ip("198.18.0.1");
        NodeSetup router =
                new NodeSetup(
                        "a",
                        true,
                        NetnsTests.node("a", address.getHostAddress()).interfaces(),
                        List.of());
        Path hosts = Files.writeString(Path.of(file + ".hosts"), "198.18.0.1 origin\n");
        try (Wiring wiring = Wiring.up(List.of(router))) {
            Process process =
                    wiring.namespace("a")
                            .start(
                                    new ProcessBuilder(
                                            "cat", "/etc/hosts", "/proc/sys/net/ipv4/ip_forward"),
                                    hosts);
            Files.writeString(
                    file,
                    NetnsTests.output(process)
                            + "\n"
                            + NetnsTests.run(wiring.namespace("a"), "ip", "-o", "-4", "addr"));
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(600_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
