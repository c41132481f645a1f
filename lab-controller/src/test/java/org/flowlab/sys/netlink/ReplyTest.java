package org.flowlab.sys.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplyTest {
    private static final String ACK =
            """
            24000000 0200 0001 03000000 11220000  length ERROR CAPPED sequence port
            00000000                              error 0
            20000000 1000 0500 03000000 00000000  header of the request
            """;
    private static final String REFUSAL =
            """
            38000000 0200 0003 04000000 11220000  length ERROR CAPPED|ACK_TLVS sequence port
            9bffffff                              error -101
            34000000 1800 0106 04000000 00000000  header of the request
            1100 0100 6e6f20737563682067617465 00 000000  MSG "no such gate"
            """;

    @Test
    void an_acknowledgement_names_the_request_that_is_done() {
        assertThat(parse(BatchTest.hex(ACK))).containsExactly(new Reply.Done(3));
    }

    @Test
    void a_refusal_carries_the_errno_and_the_kernels_words() {
        assertThat(parse(BatchTest.hex(REFUSAL)))
                .containsExactly(new Reply.Failed(4, 101, "no such gate"));
    }

    @Test
    void words_behind_a_request_that_is_sent_back_whole_are_found() {
        assertThat(
                        parse(
                                BatchTest.hex(
                                        """
                                        3c000000 0200 0002 04000000 11220000  not capped, ACK_TLVS
                                        eaffffff                              error -22
                                        1c000000 1800 0106 04000000 00000000  header of the request
                                        aaaaaaaa bbbbbbbb cccccccc            the rest of it
                                        0a00 0100 6f6f70730000 0000           MSG "oops"
                                        """)))
                .containsExactly(new Reply.Failed(4, 22, "oops"));
    }

    @Test
    void several_messages_in_one_datagram_are_told_in_order() {
        byte[] ack = BatchTest.hex(ACK);
        byte[] refusal = BatchTest.hex(REFUSAL);
        byte[] both = Arrays.copyOf(ack, ack.length + refusal.length);
        System.arraycopy(refusal, 0, both, ack.length, refusal.length);
        assertThat(parse(both))
                .containsExactly(new Reply.Done(3), new Reply.Failed(4, 101, "no such gate"));
    }

    @Test
    void a_message_of_another_type_is_kept_as_it_came() {
        List<Reply> replies = parse(BatchTest.hex("14000000 1000 0000 05000000 00000000 01020304"));
        assertThat(replies).hasSize(1);
        assertThat(replies.getFirst())
                .isInstanceOfSatisfying(
                        Reply.Other.class,
                        other -> {
                            assertThat(other.type()).isEqualTo(16);
                            assertThat(other.payload()).containsExactly(1, 2, 3, 4);
                        });
    }

    @Test
    void a_message_cut_short_anywhere_is_malformed() {
        byte[] refusal = BatchTest.hex(REFUSAL);
        for (int length = 1; length < refusal.length; length++) {
            assertThat(Reply.parse(refusal, length, ByteOrder.LITTLE_ENDIAN))
                    .as("cut to %d bytes", length)
                    .singleElement()
                    .isInstanceOf(Reply.Malformed.class);
        }
    }

    @Test
    void a_message_that_says_it_is_shorter_than_its_parts_never_throws() {
        byte[] refusal = BatchTest.hex(REFUSAL);
        for (int length = 0; length <= refusal.length; length++) {
            byte[] bytes = Arrays.copyOf(refusal, length);
            if (length > 0) {
                bytes[0] = (byte) length;
            }
            assertThatCode(() -> parse(bytes)).doesNotThrowAnyException();
        }
    }

    @Test
    void random_bytes_never_throw() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = BatchTest.hex(i % 2 == 0 ? REFUSAL : ACK);
            for (int change = random.nextInt(6); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            assertThatCode(() -> parse(bytes)).doesNotThrowAnyException();
        }
    }

    private static List<Reply> parse(byte[] bytes) {
        return Reply.parse(bytes, bytes.length, ByteOrder.LITTLE_ENDIAN);
    }
}
