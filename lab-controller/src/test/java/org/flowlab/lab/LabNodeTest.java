package org.flowlab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.flowlab.lab.runtime.HostedNode;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.junit.jupiter.api.Test;

/// A node of a lab, whose host is the test.
class LabNodeTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final LabNode node = new LabNode("proxy", new KeyLog(), new NodeNews());

    /// Answers each command with what a test says.
    private void answering(java.util.function.Function<Command, Event> answer) {
        node.hostedBy(
                new HostedNode() {
                    @Override
                    public void command(Command command) {
                        node.listener().said(answer.apply(command));
                    }

                    @Override
                    public void close() {}
                });
    }

    @Test
    void an_answer_is_given_to_who_asked() {
        answering(command -> new Event.Done(((Command.CloseAll) command).id()));
        assertThat(node.ask(Command.CloseAll::new, LONG)).isEqualTo(new Event.Done(1));
        assertThat(node.ask(Command.CloseAll::new, LONG)).isEqualTo(new Event.Done(2));
    }

    @Test
    void a_failure_is_told_with_the_nodes_name() {
        answering(c -> new Event.Failed(((Command.CloseAll) c).id(), "is tired"));
        assertThatThrownBy(() -> node.ask(Command.CloseAll::new, LONG))
                .isInstanceOf(NodeFailure.class)
                .hasMessage("node \"proxy\": is tired");
    }

    @Test
    void one_that_does_not_answer_is_waited_for_so_long() {
        answering(c -> new Event.Done(77)); // to nobody
        assertThatThrownBy(() -> node.ask(Command.CloseAll::new, Duration.ofMillis(5)))
                .isInstanceOf(NodeFailure.class)
                .hasMessage("node \"proxy\": gave no answer within 5 ms");
    }

    @Test
    void one_that_does_not_start_says_why() {
        node.listener().said(new Event.Failed(0, "found its port taken"));
        assertThatThrownBy(() -> node.awaitReady(LONG))
                .isInstanceOf(NodeFailure.class)
                .hasMessage("node \"proxy\": found its port taken");
    }

    @Test
    void one_that_says_nothing_is_not_ready_in_time() {
        assertThatThrownBy(() -> node.awaitReady(Duration.ZERO))
                .isInstanceOf(NodeFailure.class)
                .hasMessage("node \"proxy\": was not ready within 0 s");
    }

    @Test
    void an_interrupted_thread_stays_interrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> node.awaitReady(LONG))
                .hasMessage("node \"proxy\": did not answer before this thread was interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void one_that_ends_answers_those_who_wait_at_once_and_is_asked_no_more() {
        answering(
                _ -> {
                    node.listener().ended("ended with status 137");
                    return new Event.Done(77); // to nobody
                });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> node.ask(Command.CloseAll::new, LONG))
                    .isInstanceOf(NodeFailure.class)
                    .hasMessage("node \"proxy\": ended with status 137");
        }
        assertThat(node.problem()).contains("node \"proxy\": ended with status 137");
        assertThatThrownBy(() -> node.awaitReady(LONG))
                .hasMessage("node \"proxy\": ended with status 137");
    }

    @Test
    void one_that_runs_nowhere_takes_no_commands() {
        assertThatThrownBy(() -> node.ask(Command.CloseAll::new, LONG))
                .hasMessage("node \"proxy\": is not running");
        assertThatCode(node::stop).doesNotThrowAnyException();
    }
}
