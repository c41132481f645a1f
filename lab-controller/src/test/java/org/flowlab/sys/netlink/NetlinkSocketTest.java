package org.flowlab.sys.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.flowlab.sys.Namespace;
import org.flowlab.sys.UnsupportedMachineException;
import org.flowlab.sys.libc.Errno;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("netns")
class NetlinkSocketTest {
    private static final int NO_SUCH_INDEX = 47110;

    private static NetlinkSocket open() {
        try (Namespace namespace = Namespace.create("netlink")) {
            return namespace.call(NetlinkSocket::open);
        } catch (UnsupportedMachineException e) {
            return Assumptions.abort("skipped: " + e.getMessage());
        }
    }

    @Test
    void each_request_that_fails_is_told_by_name_and_those_around_it_are_done() {
        try (NetlinkSocket socket = open()) {
            Batch batch =
                    new Batch()
                            .up("first", NO_SUCH_INDEX)
                            .up("lo", 1)
                            .up("second", NO_SUCH_INDEX + 1);
            NetlinkException e =
                    catchThrowableOfType(
                            NetlinkException.class, () -> socket.execute(batch, "node \"a\""));
            assertThat(e)
                    .hasMessageStartingWith(
                            "node \"a\": set the interface first up: RTM_NEWLINK: ENODEV");
            assertThat(e.errno()).isEqualTo(Errno.ENODEV);
            assertThat(e.getSuppressed()).hasSize(1);
            assertThat(e.getSuppressed()[0]).hasMessageContaining("second");
        }
    }

    @Test
    void a_batch_larger_than_one_datagram_is_sent_in_several() {
        try (NetlinkSocket socket = open()) {
            Batch batch = new Batch();
            for (int i = 0; i < 5000; i++) {
                batch.up("lo", 1);
            }
            batch.up("last", NO_SUCH_INDEX);
            NetlinkException e =
                    catchThrowableOfType(
                            NetlinkException.class, () -> socket.execute(batch, "here"));
            assertThat(e).hasMessageContaining("the interface last up");
            assertThat(e.getSuppressed()).isEmpty();
            socket.execute(new Batch().up("lo", 1), "the socket still answers");
        }
    }

    @Test
    void more_refusals_than_the_socket_holds_still_tell_the_first() {
        try (NetlinkSocket socket = open()) {
            Batch batch = new Batch().up("first", NO_SUCH_INDEX);
            for (int i = 0; i < 5000; i++) {
                batch.up("another", NO_SUCH_INDEX);
            }
            NetlinkException e =
                    catchThrowableOfType(
                            NetlinkException.class, () -> socket.execute(batch, "here"));
            assertThat(e).hasMessageContaining("the interface first up: RTM_NEWLINK: ENODEV");
            socket.execute(new Batch().up("lo", 1), "the socket still answers");
        }
    }

    @Test
    void an_empty_batch_sends_nothing() {
        try (NetlinkSocket socket = open()) {
            socket.execute(new Batch(), "here");
        }
    }
}
