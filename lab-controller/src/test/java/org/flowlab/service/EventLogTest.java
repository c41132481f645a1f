package org.flowlab.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Events events = new Events(Clock.systemUTC());

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(before);
    }

    /// In tests, as for most commands, warnings are written and what is usual is not.
    @Test
    void what_went_wrong_is_a_line_with_time_level_and_the_lab_as_a_key() {
        EventLog log = new EventLog(events);
        events.publish(new Event.LabUp("quiet", "lab1"));
        events.publish(new Event.NodeEnded("three tier", "guest", "ended with status 3"));
        log.close();
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ WARN org.flowlab.events -"
                                + " lab=\"three tier\" node=guest program ended with status 3\n");
        assertThat(events.subscribers()).isZero();
    }
}
