package org.flowlab.service;

import java.util.List;
import java.util.Map;
import org.flowlab.dissect.Message;
import org.flowlab.fabric.LinkReport;
import org.flowlab.lab.LinkState;
import org.jspecify.annotations.Nullable;

/// What happened to a lab or to a run. Whatever starts also ends, after a failure too:
/// [LabDeploying] with [LabUp] or [LabFailed], [LabClosing] with [LabClosed], [TrialQueued] with
/// [TrialEnded], [RunStarted] with [RunEnded].
public sealed interface Event {

    /// The name of the lab that it concerns; null for a run.
    @Nullable String lab();

    /// Events of one topic replace each other while they wait for a subscriber; null if each one
    /// matters.
    default @Nullable Object topic() {
        return null;
    }

    /// Whether a subscriber that was away is told of it afterwards.
    default boolean lasts() {
        return true;
    }

    /// Whether it may come so often that it must not push other events out of a queue.
    default boolean isFrequent() {
        return switch (this) {
            case MessageSeen _, TrialQueued _, Counters _, RunProgress _, NodeSaid _ -> true;
            default -> false;
        };
    }

    record LabDeploying(String lab, String id) implements Event {}

    record LabUp(String lab, String id) implements Event {}

    /// A lab could not be brought up; nothing is left of it.
    record LabFailed(String lab, String id, String reason) implements Event {}

    record LabClosing(String lab, String id) implements Event {}

    /// A lab is down.
    ///
    /// @param problem what went wrong on the way; empty if nothing did
    record LabClosed(String lab, String id, String problem) implements Event {}

    /// A link was changed, cut or healed.
    record LinkChanged(String lab, LinkState state) implements Event {
        @Override
        public Object topic() {
            return List.of("link", lab, state.name());
        }
    }

    /// A user's program that serves, or has no role, ended without being asked to.
    ///
    /// @param how its exit status and last words
    record NodeEnded(String lab, String node, String how) implements Event {}

    /// A client, proxy or origin of the lab said something for people to read.
    record NodeSaid(String lab, String node, String text) implements Event {
        @Override
        public boolean lasts() {
            return false;
        }
    }

    /// A flow waits for its turn.
    ///
    /// @param place the number of those that go before it
    record TrialQueued(String lab, String trial, String flow, int place) implements Event {
        @Override
        public Object topic() {
            return List.of("queue", trial);
        }
    }

    record TrialStarted(String lab, String trial, String flow) implements Event {}

    /// A message crossed the wire in a trial.
    ///
    /// @param number from 1, in the order in which the messages arrived
    /// @param startNanos when the trial's first message was sent, on the messages' clock
    /// @param nodes the nodes' names by address
    record MessageSeen(
            String lab,
            String trial,
            int number,
            long startNanos,
            Message message,
            Map<String, String> nodes)
            implements Event {}

    /// The machine disturbed a trial, and it runs again: messages are counted from 1 again.
    ///
    /// @param attempt the number of the attempt that begins, from 2
    record TrialRepeated(String lab, String trial, String flow, int attempt) implements Event {}

    /// A flow ended, or was given up while it waited.
    ///
    /// @param failure why there is no answer that counts; empty if there is one
    /// @param totalNanos null if the last step was not seen
    /// @param theoryNanos null if there is none
    record TrialEnded(
            String lab,
            String trial,
            String flow,
            Outcome outcome,
            String failure,
            @Nullable Long totalNanos,
            @Nullable Long theoryNanos)
            implements Event {}

    /// The result of a trial in one word.
    enum Outcome {
        CONFORMS,
        /// It got its answer, but the wire did not see what the catalogue says.
        DEVIATES,
        FAILED,
        /// It did not run, or its result is not kept.
        CANCELLED
    }

    /// What a lab's links carried so far.
    record Counters(String lab, List<LinkReport> links) implements Event {
        public Counters {
            links = List.copyOf(links);
        }

        @Override
        public Object topic() {
            return List.of("counters", lab);
        }

        @Override
        public boolean lasts() {
            return false;
        }
    }

    /// A run started.
    ///
    /// @param total the number of trials, without repetitions
    record RunStarted(String run, String experiment, long total) implements Event {
        @Override
        public @Nullable String lab() {
            return null;
        }
    }

    /// @param done the number of trials that are finished
    record RunProgress(String run, long done, long total) implements Event {
        @Override
        public @Nullable String lab() {
            return null;
        }

        @Override
        public Object topic() {
            return List.of("run", run);
        }

        @Override
        public boolean lasts() {
            return false; // a long run's would push all other events out
        }
    }

    /// A run ended.
    ///
    /// @param outcome `done`, `stopped` or `failed`
    /// @param problem why it failed; empty if it did not
    record RunEnded(String run, String outcome, long done, long total, String problem)
            implements Event {
        @Override
        public @Nullable String lab() {
            return null;
        }
    }
}
