package org.flowlab.node.role;

import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.NodeSpec;

/// The common part of all roles: one event loop, which runs the commands and sends the events.
abstract class LoopNode implements Node {
    final NodeSpec spec;
    final NodeSpec.Limits limits;
    final Hosts hosts;
    final NodeLoop loop;
    private final Consumer<Event> events;

    /// @throws IllegalArgumentException if the specification is invalid
    LoopNode(NodeSpec spec, ThreadFactory threads, Consumer<Event> events) {
        this.spec = spec;
        this.events = events;
        limits = spec.limitsOrDefault();
        hosts = new Hosts(spec.hosts());
        loop = new NodeLoop(threads);
    }

    /// Makes the node ready; a server listens. Called on the loop's thread.
    abstract Future<Event.Ready> open() throws Exception;

    /// Runs a command, except Barrier and Stop. Called on the loop's thread.
    abstract void take(Command command);

    /// Releases everything that is not a socket. Called on the loop's thread, once, as the last
    /// step.
    abstract void release();

    final void start() {
        loop.eventLoop().execute(this::openOnLoop);
    }

    final void emit(Event event) {
        events.accept(event);
    }

    final void note(String text) {
        emit(new Event.Note(text));
    }

    final void keyLog(String line) {
        emit(new Event.KeyLog(line));
    }

    final void refuse(Command command) {
        emit(
                new Event.Failed(
                        command.id(),
                        "a node of role %s takes no %s"
                                .formatted(spec.role(), command.getClass().getSimpleName())));
    }

    @Override
    public final void command(Command command) {
        try {
            loop.eventLoop().execute(() -> takeOnLoop(command));
        } catch (RejectedExecutionException e) {
            emit(new Event.Failed(command.id(), "node \"" + spec.name() + "\" has ended"));
        }
    }

    @Override
    public final void close() {
        try {
            loop.eventLoop().execute(this::end);
        } catch (RejectedExecutionException e) {
            // The loop has ended or is ending; only the wait is left.
        }
        if (!loop.eventLoop().inEventLoop()) {
            loop.awaitEnd();
        }
    }

    private void openOnLoop() {
        try {
            open().addListener(
                            (Future<Event.Ready> ready) -> {
                                if (ready.isSuccess()) {
                                    emit(ready.getNow());
                                } else {
                                    failToStart(ready.cause());
                                }
                            });
        } catch (Exception e) {
            failToStart(e);
        }
    }

    private void failToStart(Throwable cause) {
        emit(new Event.Failed(0, "start node \"" + spec.name() + "\": " + Reasons.of(cause)));
        end();
    }

    private void takeOnLoop(Command command) {
        if (ended) {
            emit(new Event.Failed(command.id(), "node \"" + spec.name() + "\" has ended"));
            return;
        }
        try {
            switch (command) {
                case Command.Stop stop -> {
                    end();
                    emit(new Event.Done(stop.id()));
                }
                case Command.Barrier barrier -> emit(new Event.Done(barrier.id()));
                default -> take(command);
            }
        } catch (RuntimeException e) {
            emit(new Event.Failed(command.id(), Reasons.of(e)));
        }
    }

    private boolean ended;

    private void end() {
        if (!ended) {
            ended = true;
            loop.end();
            release();
        }
    }
}
