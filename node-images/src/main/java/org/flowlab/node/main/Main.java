package org.flowlab.node.main;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flowlab.node.role.Node;
import org.flowlab.node.role.Nodes;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.node.spec.SpecJson;

/// Runs one node. The first line of standard input is the node's specification, and each later line
/// is a command. Each line of standard output is an event. The node stops at the end of its input,
/// so that it never outlives its controller.
///
/// Exit status: 0 if the input ended or the node was stopped; 1 if the node could not start; 2 if a
/// line is not a valid specification or command.
public final class Main {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int BAD_INPUT = 2;

    private Main() {}

    public static void main(String[] args) throws IOException {
        System.exit(run(System.in, System.out, System.err));
    }

    static int run(InputStream input, PrintStream output, PrintStream errors) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        AtomicBoolean failed = new AtomicBoolean();
        try (EventWriter events = new EventWriter(output)) {
            String first = lines.readLine();
            if (first == null) {
                errors.println("node specification: the input is empty");
                return BAD_INPUT;
            }
            NodeSpec spec = SpecJson.spec(first);
            try (Node node =
                    Nodes.start(
                            spec,
                            task -> new Thread(task, "node-" + spec.name()),
                            event -> {
                                failed.compareAndSet(
                                        false, event instanceof Event.Failed f && f.id() == 0);
                                events.write(event);
                            })) {
                obey(node, lines);
            }
        } catch (IllegalArgumentException e) {
            errors.println(e.getMessage());
            return BAD_INPUT;
        }
        return failed.get() ? FAILED : OK;
    }

    private static void obey(Node node, BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isBlank()) {
                continue;
            }
            Command command = SpecJson.command(line);
            node.command(command);
            if (command instanceof Command.Stop) {
                return;
            }
        }
    }
}
