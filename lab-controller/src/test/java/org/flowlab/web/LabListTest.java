package org.flowlab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import org.flowlab.lab.Labs;
import org.flowlab.service.LabService;
import org.flowlab.service.LiveLab;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("netns")
class LabListTest {
    @TempDir Path folder;

    @Test
    void the_answer_is_kept_until_something_happens() {
        Labs.assume();
        try (LabService service = new LabService(folder, Clock.systemUTC())) {
            LabList list = new LabList(service);
            assertThat(list.known()).isEmpty();
            assertThat(text(list.make())).isEqualTo("[]");
            assertThat(list.known()).isPresent();

            LiveLab lab = service.deploy(Labs.triangle("{delay: 1ms}"), null, new Seed(1));
            assertThat(list.known()).isEmpty();
            assertThat(text(list.make())).contains("\"name\":\"triangle\"", "\"state\":\"up\"");
            assertThat(list.known()).map(LabListTest::text).contains(text(list.make()));

            service.destroy(lab);
            assertThat(list.known()).isEmpty();
            assertThat(text(list.make())).isEqualTo("[]");
        }
    }

    private static String text(Answer.Whole answer) {
        return new String(answer.bytes(), StandardCharsets.UTF_8);
    }
}
