package org.flowlab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.lab.Labs;
import org.flowlab.service.FlowRequest;
import org.flowlab.service.LabService;
import org.flowlab.service.LiveLab;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("netns")
class MetricsTest {
    @TempDir Path folder;

    private static final String FORWARD =
            "direction=\"forward\",lab=\"triangle\",link=\"client-proxy\"";

    @Test
    void a_lab_is_in_the_metrics_while_it_is_up_and_what_happened_stays() throws Exception {
        Labs.assume();
        try (LabService service = new LabService(folder, Clock.systemUTC());
                Metrics metrics = new Metrics(service)) {
            LiveLab lab = service.deploy(Labs.triangle("{delay: 1ms}"), null, new Seed(1));
            lab.change("client-proxy", state -> state.withUp(false));
            lab.change("client-proxy", state -> state.withUp(true));
            FlowRequest flow =
                    new FlowRequest(
                            Catalogue.flow("https-proxy.http"), Map.of(), ExpectedStatus.SUCCESS);
            lab.run(flow).whenEnded().get(60, TimeUnit.SECONDS);

            List<String> up = metrics.scrape().lines().toList();
            assertThat(up)
                    .contains(
                            "flowlab_labs 1.0",
                            "flowlab_labs_deployed_total 1.0",
                            "flowlab_link_changes_total 2.0",
                            "flowlab_trials_total{outcome=\"conforms\"} 1.0",
                            "flowlab_event_subscribers 0.0")
                    .anyMatch(l -> l.matches("flowlab_dissected_messages_total [1-9].*"))
                    .anyMatch(
                            l ->
                                    l.startsWith("flowlab_frames_entered_total{" + FORWARD + "} ")
                                            && !l.endsWith(" 0.0"))
                    .anyMatch(
                            l ->
                                    l.startsWith("flowlab_lateness_seconds{" + FORWARD)
                                            && l.contains("quantile=\"0.99\""))
                    .anyMatch(l -> l.startsWith("jvm_threads_live_threads "))
                    .anyMatch(l -> l.startsWith("process_files_open_files "));

            service.destroy(lab);
            List<String> down = metrics.scrape().lines().toList();
            assertThat(down)
                    .contains("flowlab_labs 0.0", "flowlab_trials_total{outcome=\"conforms\"} 1.0")
                    .noneMatch(l -> l.contains("lab=\""));
        }
    }

    @Test
    void a_machine_that_makes_namespaces_is_healthy() {
        Labs.assume();
        Health health = new Health();
        assertThat(health.problem()).isEmpty();
        assertThat(health.problem()).isEmpty();
    }
}
