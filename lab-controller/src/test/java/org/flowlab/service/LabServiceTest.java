package org.flowlab.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Labs;
import org.flowlab.topology.Plan;
import org.flowlab.topology.TcReader;
import org.flowlab.topology.Topology;
import org.flowlab.trial.MeasuringSlot;
import org.flowlab.trial.TrialResult;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("netns")
class LabServiceTest {
    private static final Seed SEED = new Seed(1);

    @TempDir Path folder;
    private LabService service;
    private Subscription events;

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

    static Topology threeTier(String limits) {
        return Labs.topology(
                """
                name: three
                topology:
                  nodes:
                    client: {kind: client%s}
                    proxy:  {kind: proxy, limits: {connect-timeout: 1s}}
                    origin: {kind: origin}
                  links:
                    - {endpoints: ["client:eth0", "proxy:eth0"], tc: {delay: 20ms}}
                    - {endpoints: ["proxy:eth1", "origin:eth0"], tc: {delay: 10ms}}
                """
                        .formatted(limits));
    }

    private static FlowRequest flow(String id) {
        return new FlowRequest(Catalogue.flow(id), Map.of(), ExpectedStatus.SUCCESS);
    }

    private static TrialResult result(FlowJob job) throws Exception {
        FlowJob ended = job.whenEnded().get(60, TimeUnit.SECONDS);
        return Objects.requireNonNull(ended.result(), ended.failure());
    }

    private List<Event> seen() {
        return events.take(Events.KEPT).events().stream().map(Published::event).toList();
    }

    private static void delay(LiveLab lab, String link, String delay) {
        lab.change(
                link,
                state ->
                        state.withForward(
                                        TcReader.with(state.forward(), "delay", delay),
                                        state.forwardMtu())
                                .withReverse(
                                        TcReader.with(state.reverse(), "delay", delay),
                                        state.reverseMtu()));
    }

    @Test
    void theory_follows_the_links_so_that_flows_conform_after_a_delay_is_raised_or_lowered()
            throws Exception {
        LiveLab lab = service.deploy(threeTier(""), null, SEED);
        TrialResult first = result(lab.run(flow("spdy-proxy.https-spdy")));
        delay(lab, "client-proxy", "80ms");
        TrialResult slower = result(lab.run(flow("spdy-proxy.https-spdy")));
        delay(lab, "client-proxy", "1ms");
        TrialResult faster = result(lab.run(flow("spdy-proxy.https-spdy")));

        for (TrialResult each : List.of(first, slower, faster)) {
            assertThat(each.conforms()).as("%s %s", each.failure(), each.run().problems()).isTrue();
            assertThat(each.changed()).isFalse();
            assertThat(each.run().excessNanos()).isNotNegative();
        }
        assertThat(slower.run().theory().totalNanos())
                .isGreaterThan(first.run().theory().totalNanos());
        assertThat(faster.run().theory().totalNanos())
                .isLessThan(first.run().theory().totalNanos());
    }

    @Test
    void a_change_in_the_middle_of_a_flow_marks_it_and_leaves_it_without_theory() throws Exception {
        LiveLab lab = service.deploy(threeTier(""), null, SEED);
        delay(lab, "client-proxy", "300ms");
        FlowJob job = lab.run(flow("https-proxy.http"));
        awaitStart(job);
        lab.change("proxy-origin", state -> state.withForward(state.forward(), 1400));
        TrialResult result = result(job);
        assertThat(result.changed()).isTrue();
        assertThat(result.run().theory()).isNull();
    }

    /// Waits until the flow's first frame has entered the wire, after the warm-up.
    private void awaitStart(FlowJob job) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        List<Event> all = new ArrayList<>();
        while (all.stream().noneMatch(Event.MessageSeen.class::isInstance)) {
            all.addAll(seen());
            assertThat(System.nanoTime()).as("no message of %s", job.id()).isLessThan(end);
            Thread.sleep(2);
        }
    }

    @Test
    void a_cut_link_drops_with_its_own_reason_and_a_healed_one_carries_again() throws Exception {
        LiveLab lab = service.deploy(threeTier(", limits: {connect-timeout: 2s}"), null, SEED);
        lab.change("proxy-origin", state -> state.withUp(false));
        TrialResult cut = result(lab.run(flow("https-proxy.http")));
        assertThat(cut.conforms()).isFalse();
        assertThat(cut.failure()).contains("504");
        assertThat(cut.frames()).anyMatch(f -> f.verdict() == Verdict.LINK_DOWN);

        lab.change("proxy-origin", state -> state.withUp(true));
        assertThat(result(lab.run(flow("https-proxy.http"))).conforms()).isTrue();
    }

    @Test
    void frames_between_flows_are_not_recorded() throws Exception {
        Plan plan = threeTier("").plan();
        try (Lab lab = Lab.deploy(plan, LabOptions.inJvm(SEED, folder));
                FlowQueue queue =
                        new FlowQueue(
                                "three",
                                lab,
                                new MeasuringSlot(),
                                service.events(),
                                new KeptFrames(1))) {
            Path client = lab.wiring().namespace("client").path();
            String datagram = "echo > /dev/udp/" + address(plan, "proxy") + "/9";
            assertThat(
                            new ProcessBuilder("nsenter", "--net=" + client, "bash", "-c", datagram)
                                    .start()
                                    .waitFor())
                    .isZero();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (lab.linkReports().getFirst().forward().deliveredBytes() == 0) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.sleep(2);
            }
            assertThat(lab.recording().size()).isZero();
            assertThat(queue.jobs()).isEmpty();
        }
    }

    private static String address(Plan plan, String node) {
        return Objects.requireNonNull(plan.node(node).interfaces().getFirst().address())
                .getHostAddress();
    }

    @Test
    void what_starts_also_ends_and_messages_come_in_between() throws Exception {
        LiveLab lab = service.deploy(threeTier(""), "mine", SEED);
        FlowJob job = lab.run(flow("https-proxy.http"));
        TrialResult result = result(job);
        lab.change("client-proxy", state -> state.withUp(false));
        service.destroy(lab);

        List<Event> all = new ArrayList<>(seen());
        int repeated = 0;
        for (int i = 0; i < all.size(); i++) { // the machine may have disturbed it
            repeated = all.get(i) instanceof Event.TrialRepeated ? i : repeated;
        }
        all.removeIf(Event.TrialRepeated.class::isInstance);
        assertThat(all.stream().map(e -> e.getClass().getSimpleName()).distinct())
                .containsExactly(
                        "LabDeploying",
                        "LabUp",
                        "TrialQueued",
                        "TrialStarted",
                        "MessageSeen",
                        "TrialEnded",
                        "LinkChanged",
                        "LabClosing",
                        "LabClosed");
        assertThat(all.stream().skip(repeated).filter(Event.MessageSeen.class::isInstance))
                .hasSameSizeAs(result.messages());
        assertThat(service.labs()).isEmpty();
    }

    @Test
    void flows_of_two_labs_take_turns_and_know_their_place() throws Exception {
        LiveLab one = service.deploy(threeTier(""), "one", SEED);
        LiveLab two = service.deploy(threeTier(""), "two", SEED);
        try (MeasuringSlot.Ticket held = service.slot().enter(_ -> {})) {
            FlowJob a = one.run(flow("https-proxy.http"));
            FlowJob b = two.run(flow("https-proxy.http"));
            FlowJob c = one.run(flow("spdy-proxy.http"));
            assertThat(List.of(a.place(), b.place(), c.place())).containsExactly(1, 2, 3);
            one.cancel(a);
            assertThat(List.of(b.place(), c.place())).containsExactly(1, 2);
            held.close();
            assertThat(result(b).conforms()).isTrue();
            assertThat(result(c).conforms()).isTrue();
            assertThat(a.failure()).isEqualTo("cancelled");
        }
    }

    @Test
    void a_hundred_flows_that_wait_do_not_each_publish_every_step() {
        LiveLab lab = service.deploy(threeTier(""), null, SEED);
        MeasuringSlot.Ticket held = service.slot().enter(_ -> {});
        FlowJob first = lab.run(flow("https-proxy.http"));
        for (int i = 1; i < FlowQueue.MOST_WAITING; i++) {
            lab.run(flow("https-proxy.http"));
        }
        seen();
        lab.cancel(first);
        assertThat(seen().stream().filter(Event.TrialQueued.class::isInstance))
                .hasSizeBetween(4, 15);
        lab.flows().stream().filter(f -> f.state() == FlowJob.State.QUEUED).forEach(lab::cancel);
        held.close();
    }

    @Test
    void a_name_is_taken_once_and_is_free_again_afterwards() {
        LiveLab lab = service.deploy(threeTier(""), null, SEED);
        assertThatThrownBy(() -> service.deploy(threeTier(""), null, SEED))
                .isInstanceOf(ConflictException.class)
                .hasMessage(
                        "a lab called \"three\" is up; take it down first (./lab destroy three), or"
                                + " give the new one another name (--name)");
        assertThatThrownBy(() -> service.lab("thre"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("there is no lab \"thre\"; did you mean three? allowed: three");
        assertThatThrownBy(() -> lab.link("client-moon")).isInstanceOf(NotFoundException.class);
        assertThat(service.deploy(threeTier(""), "lab1", SEED).id()).isEqualTo("lab2");
        assertThat(service.lab("lab1").id()).as("a name goes before an id").isEqualTo("lab2");
        service.destroy(service.lab("lab1"));
        assertThat(service.lab("lab1")).isSameAs(lab);
        service.destroy(lab);
        assertThatThrownBy(() -> service.destroy(lab)).isInstanceOf(ConflictException.class);
        assertThat(service.deploy(threeTier(""), null, SEED).id()).isEqualTo("lab3");
    }

    @Test
    void a_lab_that_goes_down_gives_up_its_flows_and_leaves_others_alone() throws Exception {
        LiveLab far = service.deploy(threeTier(""), "far", SEED);
        LiveLab near = service.deploy(threeTier(""), "near", SEED);
        delay(far, "client-proxy", "60s");
        FlowJob runs = far.run(flow("https-proxy.http"));
        FlowJob waits = far.run(flow("https-proxy.http"));
        FlowJob other = near.run(flow("https-proxy.http"));
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (runs.state() == FlowJob.State.QUEUED && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        service.destroy(far);
        assertThat(runs.whenEnded().get(1, TimeUnit.SECONDS).result()).isNull();
        assertThat(waits.whenEnded().get(1, TimeUnit.SECONDS).failure()).contains("went down");
        assertThat(result(other).conforms()).isTrue();
    }

    @Test
    void a_program_that_ends_by_itself_is_reported_and_one_that_is_ended_with_its_lab_is_not()
            throws Exception {
        String host = "guest: {kind: host, role: proxy, exec: [sh, -c, \"echo bye; exit 3\"]}";
        LiveLab ends = service.deploy(withGuest(host), "ends", SEED);
        Event.NodeEnded seen = awaitNodeEnd();
        assertThat(List.of(seen.lab(), seen.node())).containsExactly("ends", "guest");
        assertThat(seen.how()).contains("ended with status 3").contains("bye");
        service.destroy(ends);

        String stays = "guest: {kind: host, role: proxy, exec: [sleep, \"1000\"]}";
        service.destroy(service.deploy(withGuest(stays), "stays", SEED));
        assertThat(seen()).noneMatch(Event.NodeEnded.class::isInstance);
    }

    private static Topology withGuest(String host) {
        return Labs.topology(
                """
                name: hosted
                topology:
                  nodes:
                    client: {kind: client}
                    origin: {kind: origin}
                    %s
                  links:
                    - {endpoints: ["client:eth0", "origin:eth0"]}
                    - {endpoints: ["guest:eth0", "origin:eth1"]}
                """
                        .formatted(host));
    }

    private Event.NodeEnded awaitNodeEnd() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < end) {
            for (Event event : seen()) {
                if (event instanceof Event.NodeEnded ended) {
                    return ended;
                }
            }
            Thread.sleep(5);
        }
        throw new AssertionError("no program ended");
    }

    @Test
    void what_programs_print_is_kept_in_a_folder_of_their_lab_and_other_labs_leave_none()
            throws Exception {
        service.destroy(service.deploy(threeTier(""), null, SEED));
        assertThat(folder).isEmptyDirectory();
        Topology programs =
                Labs.topology(
                        """
                        name: programs
                        topology:
                          nodes:
                            client: {kind: client}
                            guest: {kind: host, exec: [/bin/echo, hello]}
                          links:
                            - {endpoints: ["client:eth0", "guest:eth0"]}
                        """);
        for (int i = 0; i < 2; i++) {
            service.destroy(service.deploy(programs, "mine", SEED));
        }
        try (Stream<Path> kept = Files.list(folder)) {
            assertThat(kept)
                    .hasSizeBetween(0, 2)
                    .allMatch(f -> f.getFileName().toString().endsWith("-mine"));
        }
        Topology missing =
                Labs.topology(
                        """
                        topology:
                          nodes:
                            client: {kind: client}
                            guest: {kind: host, role: origin, exec: [/nowhere/no-such-program]}
                          links:
                            - {endpoints: ["client:eth0", "guest:eth0"]}
                        """);
        assertThatThrownBy(() -> service.deploy(missing, "missing", SEED));
        assertThat(service.labs()).isEmpty();
    }
}
