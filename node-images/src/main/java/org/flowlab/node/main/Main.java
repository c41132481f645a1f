package org.flowlab.node.main;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.flowlab.node.role.Node;
import org.flowlab.node.role.Nodes;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.Hello;
import org.flowlab.node.spec.LineReader;
import org.flowlab.node.spec.SpecJson;
import org.flowlab.node.spec.Start;
import org.jspecify.annotations.Nullable;

/// Runs one node. It first writes a [Hello] to standard output; each later line there is an
/// [Event]. The first line of standard input is a [Start], each later line a [Command]; an empty
/// line, which may come before the first, too, only renews the lease. Lines have at most 1 MiB.
/// What libraries print goes to standard error.
///
/// The node ends with its input, and when its controller is silent for longer than the lease, so it
/// never outlives the controller.
///
/// Exit status: 0 if the input ended or the node was stopped; 1 if the node could not start; 2 if a
/// line is not valid; 3 if the lease expired; 4 if nobody reads the events.
public final class Main {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int BAD_INPUT = 2;
    private static final int SILENCE = 3;
    private static final int STALLED = 4;

    /// The lease before the start line, which sets another.
    private static final int UNSTARTED_MILLIS = 6_000;

    /// A flow has some dozen events.
    private static final int MOST_WAITING_EVENTS = 1 << 16;

    private Main() {}

    public static void main(String[] args) throws IOException {
        PrintStream events = System.out;
        System.setOut(System.err);
        System.exit(run(System.in, events, System.err, Runtime.getRuntime()::halt));
    }

    /// @param halt ends the process at once with the given status
    static int run(InputStream input, PrintStream output, PrintStream errors, IntConsumer halt)
            throws IOException {
        Runnable stalled =
                () -> {
                    errors.println("nobody reads this node's events");
                    halt.accept(STALLED);
                };
        LineReader lines = new LineReader(input);
        hello(output);
        try (EventWriter events = new EventWriter(output, MOST_WAITING_EVENTS, stalled)) {
            String first = first(lines, errors, halt);
            if (first == null) {
                errors.println("node specification: the input is empty");
                return BAD_INPUT;
            }
            return run(SpecJson.start(first), lines, events, errors, halt);
        } catch (IllegalArgumentException | LineReader.TooLongException e) {
            errors.println(e.getMessage());
            return BAD_INPUT;
        }
    }

    /// The first line that is not empty; null at the end of the input.
    private static @Nullable String first(LineReader lines, PrintStream errors, IntConsumer halt)
            throws IOException {
        Runnable expired =
                () -> {
                    errors.println("the controller was silent for " + UNSTARTED_MILLIS + " ms");
                    halt.accept(SILENCE);
                };
        try (Lease lease = new Lease(UNSTARTED_MILLIS, expired)) {
            String line = lines.next();
            while (line != null && line.isBlank()) {
                lease.renew();
                line = lines.next();
            }
            return line;
        }
    }

    private static void hello(PrintStream output) {
        byte[] line = (SpecJson.write(Hello.ofThisBuild()) + "\n").getBytes(StandardCharsets.UTF_8);
        output.write(line, 0, line.length);
        output.flush();
    }

    private static int run(
            Start start, LineReader lines, EventWriter events, PrintStream errors, IntConsumer halt)
            throws IOException {
        Runnable expired =
                () -> {
                    errors.println("the controller was silent for " + start.leaseMillis() + " ms");
                    halt.accept(SILENCE);
                };
        AtomicBoolean failed = new AtomicBoolean();
        // The lease is closed last: it bounds the time that closing the node takes, too.
        try (Lease lease = new Lease(start.leaseMillis(), expired);
                Node node =
                        Nodes.start(
                                start.node(),
                                task -> new Thread(task, "node-" + start.node().name()),
                                event -> {
                                    failed.compareAndSet(
                                            false, event instanceof Event.Failed f && f.id() == 0);
                                    events.write(event);
                                })) {
            obey(node, lines, lease);
        }
        return failed.get() ? FAILED : OK;
    }

    private static void obey(Node node, LineReader lines, Lease lease) throws IOException {
        for (String line = lines.next(); line != null; line = lines.next()) {
            lease.renew();
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
