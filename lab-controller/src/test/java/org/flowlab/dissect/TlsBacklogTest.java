package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.flowlab.wire.tls.TlsRecord;
import org.junit.jupiter.api.Test;

class TlsBacklogTest {
    private static final Passage PASSAGE = new Passage(0);
    private static final byte[] MEBIBYTE = new byte[1 << 20];

    private final Dissection dissection = new Dissection(_ -> {});
    private final List<String> done = new ArrayList<>();

    /// A session whose records wait until it is opened or given up.
    private class Session implements TlsBacklog.Owner {
        final String name;
        final TlsHalf client = new TlsHalf(true, dissection);
        final TlsBacklog backlog =
                new TlsBacklog(
                        this, dissection, client, new TlsHalf(false, dissection), this::random);
        boolean open;

        /// The session in which the records that this one carries wait.
        Session within;

        Session(String name) {
            this.name = name;
        }

        private String random() {
            return name;
        }

        void add(byte[] record) {
            backlog.add(client, TlsRecord.APPLICATION_DATA, 0x0303, record, PASSAGE);
            backlog.bound();
        }

        @Override
        public boolean process(TlsHalf half, TlsHalf.Waiting next) {
            if (!open && !half.givenUp) {
                return false;
            }
            done.add(name);
            if (within != null) {
                within.add(next.bytes());
            }
            return true;
        }

        @Override
        public void drained() {}
    }

    @Test
    void all_sessions_together_are_bounded() {
        for (int i = 0; i < 100; i++) {
            new Session("session " + i).add(MEBIBYTE);
        }
        assertThat(done).hasSizeBetween(36, 40).startsWith("session 0", "session 1");
    }

    @Test
    void many_sessions_with_little_are_bounded_too() {
        for (int i = 0; i < 20_000; i++) {
            new Session("session " + i).add(new byte[1]);
        }
        assertThat(done).hasSizeBetween(2_000, 6_000);
    }

    @Test
    void a_session_whose_records_are_being_opened_gives_none_of_them_up_for_what_they_carry() {
        Session outer = new Session("outer");
        outer.within = new Session("inner");
        outer.add(MEBIBYTE);
        outer.add(MEBIBYTE);
        new Session("other").add(new byte[3 << 19]);
        for (int i = 0; i < 60; i += 2) {
            Session other = new Session("other");
            other.add(MEBIBYTE);
            other.add(MEBIBYTE);
        }
        assertThat(done).isEmpty();
        outer.open = true;
        outer.backlog.pump();
        assertThat(done.stream().filter(name -> !name.equals("other")))
                .containsExactly("outer", "outer");
        assertThat(done).contains("other");
        assertThat(outer.backlog.isEmpty()).isTrue();
        assertThat(outer.within.backlog.isEmpty()).isFalse();
    }
}
