package org.flowlab.lab.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.Hello;
import org.flowlab.node.spec.LineReader;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.node.spec.SpecJson;
import org.flowlab.node.spec.Start;
import org.jspecify.annotations.Nullable;

/// A node in a process of its own, here or in a container: commands go to its standard input, its
/// events come from its standard output, one in each line. One thread writes and one reads.
///
/// The node fails, and is killed, if it does not keep to the protocol: if it says no hello or that
/// of another protocol, writes anything but events, closes its output, or does not read. Its
/// listener learns how it ended, with its last words. Thread-safe.
public final class RemoteNode implements HostedNode {
    private static final int LINES_SHOWN = 3;

    /// From the end of its output to its exit status, which in Docker comes another way.
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Duration END_PATIENCE = Duration.ofSeconds(5);

    private final NodeProcess process;
    private final HostedNodeListener listener;
    private final LineSender sender;
    private final Thread reader;

    /// Why the node cannot go on; null while it can.
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

    private final AtomicBoolean closing = new AtomicBoolean();

    /// How long a node may be silent at first, and how long a controller.
    ///
    /// @param hello for the node's first line
    /// @param lease the node ends if the controller says nothing for so long; zero for never
    public record Patience(Duration hello, Duration lease) {
        private static final Duration HELLO = Duration.ofSeconds(60);
        private static final Duration LEASE = Duration.ofSeconds(6);

        /// The usual one: 60 s, as many nodes may start at once, and 6 s. If the variable
        /// FLOWLAB_LEASE of the environment is `off`, nodes survive a controller that stands still,
        /// as in a debugger.
        public static Patience usual() {
            boolean off = "off".equals(System.getenv("FLOWLAB_LEASE"));
            return new Patience(HELLO, off ? Duration.ZERO : LEASE);
        }
    }

    private RemoteNode(
            NodeSpec spec, NodeProcess process, Patience patience, HostedNodeListener listener) {
        this.process = process;
        this.listener = listener;
        Start start = new Start(Math.toIntExact(patience.lease().toMillis()), spec);
        sender = new LineSender(spec.name(), process, SpecJson.write(start), patience, this::fail);
        reader = Thread.ofPlatform().daemon().name(spec.name() + " events").unstarted(this::read);
    }

    /// Starts the node of `spec` in a process whose program waits for it.
    ///
    /// @param listener as for [Place#start]
    public static RemoteNode start(
            NodeSpec spec, NodeProcess process, Patience patience, HostedNodeListener listener) {
        RemoteNode node = new RemoteNode(spec, process, patience, listener);
        node.reader.start();
        node.sender.begin();
        return node;
    }

    @Override
    public void command(Command command) {
        String line = SpecJson.write(command);
        if (line.getBytes(StandardCharsets.UTF_8).length > LineReader.LONGEST) {
            listener.said(new Event.Failed(command.id(), "the command is longer than 1 MiB"));
        } else {
            sender.send(line);
        }
    }

    private void read() {
        LineReader lines = new LineReader(process.output());
        String problem;
        try {
            String line = lines.next();
            problem = line == null ? null : greeting(line);
            if (line != null && problem == null) {
                sender.greeted();
                problem = listen(lines);
            }
        } catch (LineReader.TooLongException e) {
            problem = "wrote " + e.getMessage() + " to standard output";
        } catch (IOException e) {
            problem = "its standard output cannot be read: " + e.getMessage();
        } catch (RuntimeException e) {
            problem = "what it said could not be handled: " + e;
        }
        if (problem != null) {
            fail(problem);
        }
        reportEnd();
    }

    /// @return what is wrong with the node's first line; null if nothing is
    private static @Nullable String greeting(String line) {
        Hello hello;
        try {
            hello = SpecJson.hello(line);
        } catch (IllegalArgumentException e) {
            return "did not begin with a hello, but with: " + LastWords.shown(line);
        }
        if (hello.protocol() == Hello.PROTOCOL) {
            return null;
        }
        return "speaks protocol %d (build %s), and this controller speaks protocol %d (build %s): build both from the same sources"
                .formatted(
                        hello.protocol(),
                        LastWords.shown(hello.build()),
                        Hello.PROTOCOL,
                        Hello.ofThisBuild().build());
    }

    /// @return what is wrong with a line; null if the output ended
    private @Nullable String listen(LineReader lines) throws IOException {
        for (String line = lines.next(); line != null; line = lines.next()) {
            Event event;
            try {
                event = SpecJson.event(line);
            } catch (IllegalArgumentException e) {
                return "wrote a line to standard output that is no event: " + LastWords.shown(line);
            }
            listener.said(event);
        }
        return null;
    }

    /// Kills a node that does not keep to the protocol. Its reader reports that.
    private void fail(String problem) {
        if (failure.compareAndSet(null, problem)) {
            process.kill();
        }
    }

    private void reportEnd() {
        String how;
        try {
            Optional<NodeExit> exit = process.awaitExit(GRACE);
            if (exit.isEmpty()) {
                fail("closed its standard output");
                exit = process.awaitExit(END_PATIENCE);
            }
            String problem = failure.get();
            how =
                    problem != null
                            ? problem + "; it was killed"
                            : exit.map(NodeExit::words).orElse("ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            how = "ended";
        }
        sender.end();
        closeOutput();
        if (!closing.get()) {
            listener.ended(how + lastWords());
        }
    }

    /// A child of the process that still writes gets SIGPIPE.
    private void closeOutput() {
        try {
            process.output().close();
        } catch (IOException _) {
            // Nobody reads it any more.
        }
    }

    private String lastWords() {
        List<String> lines = process.lastWords().lines(LINES_SHOWN);
        return lines.isEmpty() ? "" : "; its last words: " + String.join(" | ", lines);
    }

    @Override
    public void close() {
        closing.set(true);
        sender.end();
        boolean interrupted = Thread.interrupted();
        try {
            if (process.awaitExit(END_PATIENCE).isEmpty()) {
                process.kill();
                process.awaitExit(END_PATIENCE);
            }
            reader.join(END_PATIENCE);
            sender.join(END_PATIENCE);
        } catch (InterruptedException e) {
            process.kill();
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
