package org.flowlab.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Properties;
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

    /// Whether what is usual is written depends on the level, which `serve` sets for its process.
    @Test
    void what_went_wrong_is_a_line_with_time_level_and_the_lab_as_a_key() {
        EventLog log = new EventLog(events);
        events.publish(new Event.LabUp("quiet", "lab1"));
        events.publish(
                new Event.NodeEnded(
                        "three tier", "guest", "ended with status 3\n2026 INFO all is well"));
        log.close();
        List<String> warnings =
                bytes.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.contains(" INFO org.flowlab.events"))
                        .toList();
        assertThat(warnings).hasSize(1);
        assertThat(warnings.getFirst())
                .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ WARN org.flowlab.events -"
                                + " lab=\"three tier\" node=guest program ended with status 3\\?2026 INFO all is well");
        assertThat(events.subscribers()).isZero();
    }

    @Test
    void commands_other_than_serve_write_warnings_only() throws Exception {
        Properties settings = new Properties();
        try (InputStream in = EventLog.class.getResourceAsStream("/simplelogger.properties")) {
            settings.load(in);
        }
        assertThat(settings)
                .containsEntry("org.slf4j.simpleLogger.log.org.flowlab", "warn")
                .containsEntry("org.slf4j.simpleLogger.defaultLogLevel", "error");
    }
}
