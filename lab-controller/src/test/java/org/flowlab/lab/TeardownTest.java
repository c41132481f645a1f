package org.flowlab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TeardownTest {
    private final List<String> closed = new ArrayList<>();
    private final Teardown down = new Teardown();
    private final Exception cause = new IllegalStateException("take down");

    private void up(String part) {
        down.keep(() -> closed.add(part));
    }

    @Test
    void last_things_go_first() {
        up("namespace");
        up("wire");
        up("node");
        down.run(cause);
        assertThat(closed).containsExactly("node", "wire", "namespace");
        assertThat(cause).hasNoSuppressedExceptions();
    }

    @Test
    void a_failing_step_is_reported_and_the_others_go_on() {
        up("namespace");
        down.keep(
                () -> {
                    throw new java.io.IOException("the wire is stuck");
                });
        up("node");
        down.run(cause);
        assertThat(closed).containsExactly("node", "namespace");
        assertThat(cause.getSuppressed()).hasSize(1);
        assertThat(cause.getSuppressed()[0]).hasMessage("the wire is stuck");
    }

    @Test
    void nor_does_an_error_stop_it() {
        up("namespace");
        down.keep(
                () -> {
                    throw new LinkageError("no such function");
                });
        down.run(cause);
        assertThat(closed).containsExactly("namespace");
        assertThat(cause.getSuppressed()).hasSize(1);
    }

    @Test
    void what_failed_once_may_fail_again_on_the_way_down() {
        up("namespace");
        down.keep(
                () -> {
                    throw cause;
                });
        down.run(cause);
        assertThat(closed).containsExactly("namespace");
        assertThat(cause).hasNoSuppressedExceptions();
    }

    @Test
    void nothing_is_closed_twice() {
        up("node");
        down.run(cause);
        down.run(cause);
        assertThat(closed).containsExactly("node");
    }
}
