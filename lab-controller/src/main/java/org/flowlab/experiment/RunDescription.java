package org.flowlab.experiment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Flow;
import org.flowlab.store.Machine;
import org.flowlab.topology.Plan;
import org.flowlab.unit.ByteCount;

/// The content of `run.json`.
final class RunDescription {
    private static final int MOST_PROBLEMS = 50;

    private final Map<String, Object> head = new LinkedHashMap<>();

    /// @param total the number of trials of the whole run, without repetitions
    /// @param coresAwake whether the machine's cores are kept from sleeping
    RunDescription(
            Experiment experiment,
            RunOptions options,
            long total,
            boolean coresAwake,
            Instant start) {
        head.put("experiment", experiment.name());
        head.put("source", experiment.source());
        head.put("flows", experiment.flows().stream().map(Flow::id).toList());
        head.put("matrix", experiment.matrix());
        head.put("trials_per_flow_and_cell", options.trials());
        head.put("trials_total", total);
        head.put("expect", new ExpectedStatus(experiment.expectStatus()).toString());
        head.put("fidelity_ns", experiment.fidelity().map(Duration::toNanos).orElse(null));
        head.put("retries", experiment.retries());
        head.put("max_disturbed", experiment.maxDisturbed());
        head.put("seed", options.seed());
        head.put("host", options.hostName());
        head.put("capture", options.capture().name().toLowerCase(java.util.Locale.ROOT));
        head.put("max_capture_bytes", experiment.maxCapture().map(ByteCount::bytes).orElse(null));
        head.put("start", start.toString());
        head.put("machine", Machine.facts());
        head.put("cores_kept_awake", coresAwake);
        head.put("topology", topology(experiment.topology().plan()));
    }

    /// The part that does not change during the run. Its status is `interrupted` from the start,
    /// since a run that is killed cannot write that.
    Map<String, Object> constant() {
        return withStatus("interrupted");
    }

    /// The part that changes during the run, with the first 50 problems.
    static Map<String, Object> changing(RunReport report) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("trials_done", report.done());
        state.put("trials_finished", report.finished());
        state.put("trials_not_conforming", report.failed());
        state.put("capture_bytes", report.captureBytes());
        state.put("capture_stopped_at_trial", report.captureStoppedAt());
        state.put("trials_disturbed", report.disturbed());
        state.put("trials_left_disturbed", report.leftDisturbed());
        state.put("problems", report.problems().stream().limit(MOST_PROBLEMS).toList());
        state.put("theory_is_mean_in_cells", report.cellsWithMeans());
        return state;
    }

    Map<String, Object> broken(RunReport report, Exception why, Instant end) {
        Map<String, Object> all = ended("failed", report, end);
        all.put("failure", why.toString());
        return all;
    }

    Map<String, Object> ended(RunReport report, Instant end) {
        return ended(report.interrupted() ? "interrupted" : "complete", report, end);
    }

    private Map<String, Object> ended(String status, RunReport report, Instant end) {
        Map<String, Object> all = withStatus(status);
        all.putAll(changing(report));
        all.put("problems", report.problems());
        all.put("end", end.toString());
        all.put("fidelity", report.fidelity());
        return all;
    }

    private Map<String, Object> withStatus(String status) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("status", status);
        all.putAll(head);
        return all;
    }

    private static Map<String, Object> topology(Plan plan) {
        List<Object> nodes = new ArrayList<>();
        for (Plan.PlannedNode node : plan.nodes()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", node.name());
            entry.put("kind", node.kind().name().toLowerCase(java.util.Locale.ROOT));
            entry.put("protocols", node.protocols());
            if (!node.tcp().isEmpty()) {
                entry.put("tcp", new TreeMap<>(node.tcp()));
            }
            Map<String, String> addresses = new LinkedHashMap<>();
            node.interfaces().stream()
                    .filter(i -> i.address() != null)
                    .forEach(
                            i ->
                                    addresses.put(
                                            i.name(),
                                            java.util.Objects.requireNonNull(i.address())
                                                            .getHostAddress()
                                                    + "/"
                                                    + i.prefixLength()));
            entry.put("addresses", addresses);
            nodes.add(entry);
        }
        List<Object> links = new ArrayList<>();
        for (Plan.PlannedLink link : plan.links()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", link.name());
            entry.put("endpoints", List.of(link.a().toString(), link.b().toString()));
            entry.put("tc", TcWords.of(link.forward()));
            entry.put("tc_reverse", TcWords.of(link.reverse()));
            links.add(entry);
        }
        return Map.of("name", plan.name(), "nodes", nodes, "links", links);
    }
}
