package org.flowlab.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.flowlab.dissect.CaptureFile;
import org.flowlab.dissect.Dissector;
import org.flowlab.dissect.Message;
import org.flowlab.experiment.Experiment;
import org.flowlab.experiment.ExperimentFile;
import org.flowlab.experiment.RunOptions.Capture;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.lab.Labs;
import org.flowlab.store.StoredRun;
import org.flowlab.trial.MeasuringSlot;
import org.flowlab.trial.TrialResult;
import org.flowlab.unit.Seed;
import org.flowlab.view.MessageView;
import org.flowlab.view.RunItem;
import org.flowlab.view.StepRowView;
import org.flowlab.view.TrialRowView;
import org.flowlab.yaml.InputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("netns")
class RunsTest {
    @TempDir Path folder;
    private LabService service;
    private Subscription events;
    private final List<Event> seen = new ArrayList<>();

    @BeforeEach
    void open() {
        Labs.assume();
        service = new LabService(folder, Clock.systemUTC());
        events = service.events().subscribe(Interest.ALL, () -> {}, 0);
    }

    @AfterEach
    void close() {
        service.close();
    }

    private static final String PAIR =
            """
            topology:
              nodes:
                client: {kind: client}
                origin: {kind: origin}
              links:
                - {endpoints: ["client:eth0", "origin:eth0"], tc: {delay: 1ms}}
            """;
    private static final String THREE =
            """
            topology:
              nodes:
                client: {kind: client}
                proxy:  {kind: proxy}
                origin: {kind: origin}
              links:
                - {endpoints: ["client:eth0", "proxy:eth0"], tc: {delay: 2ms}}
                - {endpoints: ["proxy:eth1", "origin:eth0"], tc: {delay: 1ms}}
            """;

    static Experiment experiment(String more) {
        return experiment(more, PAIR, "direct");
    }

    static Experiment experiment(String more, String topology, String flows) {
        String yaml =
                """
                name: small
                %s
                flows: [%s]
                fidelity: 10s
                %s
                """
                        .formatted(topology, flows, more);
        return ExperimentFile.parse(
                "test.yaml",
                yaml.getBytes(StandardCharsets.UTF_8),
                name -> {
                    throw new IllegalArgumentException(name);
                });
    }

    private LiveRun start(Experiment experiment, Integer trials) {
        return service.runs().start(new RunRequest(experiment, trials, null, Capture.ALL));
    }

    private static Event.RunEnded ended(LiveRun run) throws Exception {
        return run.whenEnded().get(120, TimeUnit.SECONDS);
    }

    private List<String> seen() {
        events.take(Events.KEPT).events().forEach(p -> seen.add(p.event()));
        return seen.stream().map(e -> e.getClass().getSimpleName()).toList();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(5);
        }
    }

    @Test
    void a_run_reports_its_progress_and_leaves_only_its_folder() throws Exception {
        LiveRun run = start(experiment("trials: 3"), null);
        assertThat(run.id()).matches("\\d{8}-\\d{6}-small");
        Event.RunEnded how = ended(run);
        assertThat(how.problem()).isEmpty();
        assertThat(how.outcome()).isEqualTo("done");
        assertThat(List.of(how.done(), how.total())).containsExactly(3L, 3L);
        assertThat(seen()).containsSubsequence("RunStarted", "RunProgress", "RunEnded");
        assertThat(service.runs().running()).isEmpty();
        assertThat(service.runs().find(run.id())).isEmpty();
        assertThat(Files.readString(folder.resolve(run.id()).resolve("run.json")))
                .contains("\"complete\"", "\"trials_total\" : 3", "\"trials_finished\" : 3");
    }

    @Test
    void a_run_that_is_stopped_keeps_what_it_has() throws Exception {
        LiveRun run = start(experiment("trials: 10000"), null);
        await("a trial", () -> run.done() > 0);
        service.runs().stop(run.id());
        Event.RunEnded how = ended(run);
        assertThat(how.outcome()).isEqualTo("stopped");
        assertThat(how.done()).isBetween(1L, 9_999L);
        assertThat(Files.readString(run.folder().resolve("run.json"))).contains("\"interrupted\"");
        assertThatThrownBy(() -> service.runs().stop(run.id()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void a_run_that_waits_to_measure_can_be_stopped() throws Exception {
        try (MeasuringSlot.Ticket _ = service.slot().enter(_ -> {})) {
            LiveRun run = start(experiment(""), 5);
            await("the run waits", () -> waits(service.slot()));
            service.runs().stop(run.id());
            assertThat(ended(run).outcome()).isEqualTo("stopped");
        }
    }

    /// Whether one that enters now would have another one before it, besides the one who measures.
    private static boolean waits(MeasuringSlot slot) {
        try (MeasuringSlot.Ticket probe = slot.enter(_ -> {})) {
            return probe.place() > 1;
        }
    }

    @Test
    void a_run_that_cannot_begin_still_ends_and_leaves_the_reason() throws Exception {
        Experiment programs =
                ExperimentFile.parse(
                        "test.yaml",
                        """
                        name: broken
                        topology:
                          nodes:
                            client: {kind: client}
                            origin: {kind: host, role: origin, exec: [/nowhere/no-such-program]}
                          links:
                            - {endpoints: ["client:eth0", "origin:eth0"]}
                        flows: [direct]
                        """
                                .getBytes(StandardCharsets.UTF_8),
                        Path::of);
        LiveRun run = start(programs, 1);
        Event.RunEnded how = ended(run);
        assertThat(seen()).containsSubsequence("RunStarted", "RunEnded");
        assertThat(how.outcome()).isEqualTo("failed");
        assertThat(how.problem()).contains("no-such-program");
        assertThat(Files.readString(run.folder().resolve("run.json")))
                .contains("\"failed\"", "no-such-program");
    }

    @Test
    void runs_and_flows_of_live_labs_take_turns() throws Exception {
        LiveRun long1 = start(experiment("trials: 10000"), null);
        LiveRun long2 = start(experiment("trials: 10000"), null);
        LiveLab lab = service.deploy(LabServiceTest.threeTier(""), null, new Seed(1));
        await("both have trials", () -> long1.done() > 0 && long2.done() > 0);
        FlowJob job =
                lab.run(
                        new FlowRequest(
                                Catalogue.flow("https-proxy.http"),
                                Map.of(),
                                ExpectedStatus.SUCCESS));
        assertThat(job.whenEnded().get(60, TimeUnit.SECONDS).result()).isNotNull();
        long before1 = long1.done();
        long before2 = long2.done();
        await("both go on", () -> long1.done() > before1 + 5 && long2.done() > before2 + 5);
        assertThat(long1.done() - before1).isBetween(4L, 60L);
        assertThat(Math.abs((long1.done() - before1) - (long2.done() - before2)))
                .isLessThanOrEqualTo(3);
        assertThat(long1.id()).isNotEqualTo(long2.id());
    }

    /// With a turn for each round of its 60, it would let another one go first as often.
    @Test
    void a_run_warms_up_in_one_turn() throws Exception {
        MeasuringSlot.Ticket mine = service.slot().enter(_ -> {});
        LiveRun run = start(experiment("trials: 1"), null);
        int turnsOfTheRun = 0;
        while (!run.whenEnded().isDone()) {
            MeasuringSlot.Ticket next = service.slot().enter(_ -> {});
            boolean behindTheRun = next.place() == 2;
            turnsOfTheRun += behindTheRun ? 1 : 0;
            mine.close();
            next.await();
            mine = next;
        }
        mine.close();
        assertThat(ended(run).outcome()).isEqualTo("done");
        assertThat(turnsOfTheRun).isBetween(1, 10);
    }

    @Test
    void there_are_at_most_ten_runs_at_once() throws Exception {
        try (MeasuringSlot.Ticket _ = service.slot().enter(_ -> {})) {
            List<LiveRun> runs = new ArrayList<>();
            for (int i = 0; i < Runs.MOST_RUNS; i++) {
                runs.add(start(experiment(""), 1));
            }
            assertThatThrownBy(() -> start(experiment(""), 1))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageStartingWith("10 runs are under way");
            assertThat(runs).extracting(LiveRun::id).doesNotHaveDuplicates();
            service.runs().stop(runs.getFirst().id());
            ended(runs.getFirst());
            start(experiment(""), 1);
        }
    }

    @Test
    void closing_abandons_a_trial_that_takes_too_long_and_writes_the_last_files() throws Exception {
        Experiment far =
                ExperimentFile.parse(
                        "test.yaml",
                        """
                        name: far
                        topology:
                          nodes:
                            client: {kind: client, limits: {connect-timeout: 300s}}
                            origin: {kind: origin}
                          links:
                            - {endpoints: ["client:eth0", "origin:eth0"], tc: {delay: 60s}}
                        flows: [direct]
                        """
                                .getBytes(StandardCharsets.UTF_8),
                        Path::of);
        LiveRun run = start(far, 1);
        LiveRun quick = start(experiment(""), 10_000);
        await("the far trial has begun", () -> waits(service.slot()) && quick.done() == 0);
        long before = System.nanoTime();
        service.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(25));
        assertThat(run.whenEnded()).isDone();
        assertThat(quick.whenEnded()).isDone();
        for (LiveRun each : List.of(run, quick)) {
            assertThat(ended(each).outcome()).isEqualTo("stopped");
            assertThat(Files.readString(each.folder().resolve("run.json")))
                    .contains("\"interrupted\"", "\"end\"");
        }
        assertThatThrownBy(() -> start(experiment(""), 1))
                .isInstanceOf(ConflictException.class)
                .hasMessage("the controller is going down");
    }

    @Test
    void numbers_out_of_range_start_nothing() {
        assertThatThrownBy(() -> start(experiment(""), 0)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> start(experiment(""), 100_001)).isInstanceOf(InputException.class);
        assertThat(folder).isEmptyDirectory();
        assertThat(seen()).isEmpty();
    }

    @Test
    void stored_messages_have_the_times_of_the_stored_steps() throws Exception {
        Experiment warm =
                experiment("matrix: {reuse: [cold, warm-proxy]}\ntrials: 2", THREE, "six");
        LiveRun run = start(warm, null);
        assertThat(ended(run).outcome()).isEqualTo("done");
        StoredRun stored = service.runs().stored(run.id());
        assertThat(stored.trials(1, 100).total()).isEqualTo(run.total());
        Map<String, String> nodes = stored.nodesByAddress();
        assertThat(nodes).containsValues("client", "proxy", "origin");
        for (Map<String, String> row : stored.trials(1, 100).rows()) {
            long trial = TrialRowView.of(row).trial();
            MessageView.Page page =
                    MessageView.page(stored.messages(trial, 1, 1_000).orElseThrow(), nodes);
            List<StepRowView> steps = stored.steps(trial).stream().map(StepRowView::of).toList();
            assertThat(steps).isNotEmpty();
            assertThat(page.messages())
                    .extracting(MessageView::sentNanos)
                    .as("sendings of trial %d, %s", trial, row)
                    .containsAll(steps.stream().map(StepRowView::sentNanos).toList());
        }
        RunItem item = RunItem.of(service.runs().listed(run.id()));
        assertThat(item.state()).isEqualTo("done");
        assertThat(item.done()).isEqualTo(run.total());
        assertThat(item.total()).isEqualTo(run.total());
        assertThat(item.captureBytes()).isEqualTo(Files.size(stored.capture().orElseThrow()));
    }

    @Test
    void messages_and_capture_of_a_live_flow_agree() throws Exception {
        LiveLab lab = service.deploy(LabServiceTest.threeTier(""), null, new Seed(1));
        FlowJob job =
                lab.run(
                        new FlowRequest(
                                Catalogue.flow("spdy-proxy.https-spdy"),
                                Map.of(),
                                ExpectedStatus.SUCCESS));
        TrialResult result = job.whenEnded().get(60, TimeUnit.SECONDS).result();
        assertThat(result).as(job.failure()).isNotNull();
        MessageView.Page all = MessageView.page(result, lab.plan(), 1, 1_000);
        assertThat(all.total()).isEqualTo(result.messages().size());
        assertThat(all.messages()).hasSize(result.messages().size());
        assertThat(all.messages().getFirst().sentNanos()).isZero();
        assertThat(all.messages())
                .extracting(MessageView::path)
                .contains("TCP", "TLS", "TLS/SPDY", "TLS/SPDY stream 1/TLS/SPDY");
        assertThat(MessageView.page(result, lab.plan(), 3, 2).messages())
                .isEqualTo(all.messages().subList(2, 4));
        assertThat(MessageView.page(result, lab.plan(), 1_000, 2).messages()).isEmpty();

        ByteArrayOutputStream file = new ByteArrayOutputStream();
        lab.capture(job, file);
        List<Message> read = new ArrayList<>();
        Dissector dissector = new Dissector(read::add);
        CaptureFile.read(new ByteArrayInputStream(file.toByteArray()), dissector, dissector::key);
        dissector.finish();
        assertThat(read)
                .extracting(Message::content)
                .isEqualTo(result.messages().stream().map(Message::content).toList());
    }
}
