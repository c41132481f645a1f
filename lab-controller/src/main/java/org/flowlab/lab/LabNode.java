package org.flowlab.lab;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.flowlab.lab.runtime.HostedNode;
import org.flowlab.lab.runtime.HostedNodeListener;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.jspecify.annotations.Nullable;

/// A running node of a lab. It sends commands and matches each with its answer. Thread-safe.
public final class LabNode {
    private final String name;
    private final KeyLog keys;
    private final NodeNews news;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<Event>> waiting = new ConcurrentHashMap<>();
    private final CompletableFuture<Event.Ready> ready = new CompletableFuture<>();
    private volatile @Nullable HostedNode hosted;

    /// Questions to other nodes that have no answer if this node ends.
    private final Set<Question> dependent = ConcurrentHashMap.newKeySet();

    /// How the node ended by itself; null while it runs.
    private volatile @Nullable String ended;

    LabNode(String name, KeyLog keys, NodeNews news) {
        this.news = news;
        this.name = name;
        this.keys = keys;
    }

    String name() {
        return name;
    }

    void hostedBy(HostedNode node) {
        hosted = node;
    }

    /// Waits until the node is ready.
    ///
    /// @throws NodeFailure if it did not start, or not in time
    void awaitReady(Duration patience) {
        await(ready, patience, "was not ready within " + patience.toSeconds() + " s");
    }

    /// Sends a command and waits for its answer: any event except a failure.
    ///
    /// @param command makes the command from the id that it is to carry
    /// @throws NodeFailure if the node failed to do it, or did not answer in time
    public Event ask(LongFunction<Command> command, Duration patience) {
        return begin(command).await(patience);
    }

    /// Sends a command and waits for its answer, or for the end of a node without which there is
    /// none.
    ///
    /// @param others the nodes that the command needs, beside this one
    /// @throws NodeFailure as for [#ask], or if one of `others` has ended
    public Event ask(LongFunction<Command> command, Duration patience, List<LabNode> others) {
        Question question = begin(command);
        try {
            for (LabNode other : others) {
                other.dependent.add(question);
                String how = other.ended; // read after `dependent` has the question
                if (how != null) {
                    question.answer.completeExceptionally(new NodeFailure(other.name, how));
                }
            }
            return question.await(patience);
        } finally {
            others.forEach(other -> other.dependent.remove(question));
        }
    }

    /// Sends a command without waiting for its answer.
    ///
    /// @throws NodeFailure if the node is not running
    Question begin(LongFunction<Command> command) {
        HostedNode node = hosted;
        if (node == null) {
            throw new NodeFailure(name, "is not running");
        }
        Question question = new Question(ids.incrementAndGet());
        waiting.put(question.id, question.answer);
        String how = ended; // read after the answer is there for the node's end to find
        if (how != null) {
            question.answer.completeExceptionally(new NodeFailure(name, how));
        }
        node.command(command.apply(question.id));
        return question;
    }

    /// A command that was sent. Its answer must be waited for.
    final class Question {
        private final long id;
        private final CompletableFuture<Event> answer = new CompletableFuture<>();

        private Question(long id) {
            this.id = id;
        }

        /// The answer: any event except a failure.
        ///
        /// @throws NodeFailure as for [#ask]
        Event await(Duration patience) {
            try {
                return LabNode.this.await(
                        answer, patience, "gave no answer within " + patience.toMillis() + " ms");
            } finally {
                waiting.remove(id);
            }
        }
    }

    private <T> T await(CompletableFuture<T> said, Duration patience, String late) {
        try {
            return said.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new NodeFailure(name, late);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof NodeFailure failure
                    ? failure
                    : new NodeFailure(name, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeFailure(name, "did not answer before this thread was interrupted");
        }
    }

    /// Asks the node to end, without waiting.
    void stop() {
        HostedNode node = hosted;
        if (node != null) {
            node.command(new Command.Stop(ids.incrementAndGet()));
        }
    }

    /// Describes how the node ended by itself; empty while it runs.
    Optional<String> problem() {
        return Optional.ofNullable(ended).map(how -> "node \"" + name + "\": " + how);
    }

    /// What the node's host reports to.
    HostedNodeListener listener() {
        return new HostedNodeListener() {
            @Override
            public void said(Event event) {
                hear(event);
            }

            @Override
            public void ended(String how) {
                end(how);
            }
        };
    }

    private void end(String how) {
        ended = how;
        NodeFailure failure = new NodeFailure(name, how);
        ready.completeExceptionally(failure);
        waiting.values().forEach(answer -> answer.completeExceptionally(failure));
        dependent.forEach(question -> question.answer.completeExceptionally(failure));
        news.ended(name, how);
    }

    /// @throws NodeFailure if the node has ended by itself
    public void requireRunning() {
        String how = ended;
        if (how != null) {
            throw new NodeFailure(name, how);
        }
    }

    private void hear(Event event) {
        switch (event) {
            case Event.Ready r -> ready.complete(r);
            case Event.KeyLog k -> keys.add(k.line());
            case Event.Opened o -> answer(o.id(), o);
            case Event.Fetched f -> answer(f.id(), f);
            case Event.Done d -> answer(d.id(), d);
            case Event.Failed f -> failed(f);
            case Event.Note note -> news.said(name, note.text());
        }
    }

    private void answer(long id, Event event) {
        CompletableFuture<Event> answer = waiting.remove(id);
        if (answer != null) {
            answer.complete(event);
        }
    }

    private void failed(Event.Failed failed) {
        NodeFailure failure = new NodeFailure(name, failed.reason());
        if (failed.id() == 0) {
            ready.completeExceptionally(failure);
        }
        CompletableFuture<Event> answer = waiting.remove(failed.id());
        if (answer != null) {
            answer.completeExceptionally(failure);
        }
    }
}
