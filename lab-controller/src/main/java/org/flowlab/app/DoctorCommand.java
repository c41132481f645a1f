package org.flowlab.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.flowlab.lab.doctor.Check;
import org.flowlab.lab.doctor.Doctor;
import org.flowlab.lab.doctor.HostCheck;
import org.flowlab.view.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description = {
            "Says what this machine can do, and which ways to run nodes (--host) work on it.",
            "Exit status: 0 if at least one works, else 3."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  ./lab doctor", "  ./lab doctor --json"})
final class DoctorCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Doctor.Report report = new Doctor(System.getenv(), Path.of("").toAbsolutePath()).examine();
        if (json) {
            terminal.out().println(Json.of(values(report)));
        } else {
            lines(report).forEach(terminal.out()::println);
        }
        return report.hosts().stream().anyMatch(HostCheck::works) ? Exit.OK : Exit.MACHINE;
    }

    private static List<String> lines(Doctor.Report report) {
        List<List<String>> rows = new ArrayList<>();
        for (Check check : report.checks()) {
            rows.add(List.of(check.what(), check.good() ? "good" : "poor", check.says()));
        }
        for (HostCheck host : report.hosts()) {
            rows.add(
                    List.of(
                            "--host " + host.host(),
                            host.works() ? "yes" : "no",
                            String.join("; ", host.problems())));
        }
        return Table.flushLeft(rows);
    }

    private static Map<String, Object> values(Doctor.Report report) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("hosts", report.hosts().stream().map(DoctorCommand::values).toList());
        values.put("checks", report.checks());
        return values;
    }

    private static Map<String, Object> values(HostCheck host) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("host", host.host());
        values.put("works", host.works());
        values.put("problems", host.problems());
        return values;
    }
}
