package org.flowlab.web;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flowlab.fabric.DirectionReport;
import org.flowlab.fabric.FabricReport;
import org.flowlab.fabric.LinkReport;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.service.Event;
import org.flowlab.service.LabService;
import org.flowlab.service.LiveLab;
import org.flowlab.service.Tally;

/// The numbers of the labs that are up, and of what happened so far, read when they are asked for:
/// a lab that is gone leaves nothing behind.
final class LabMetrics implements MultiCollector {
    private static final double NANOS = 1e9;

    private final LabService service;

    LabMetrics(LabService service) {
        this.service = service;
    }

    @Override
    public MetricSnapshots collect() {
        List<MetricSnapshot> all = new ArrayList<>();
        Wire wire = new Wire();
        service.labs().forEach(wire::add);
        wire.addTo(all);
        addTally(all, service.events().tally());
        all.add(gauge("flowlab_labs", "Labs that are up.", service.labs().size()));
        all.add(
                gauge(
                        "flowlab_event_subscribers",
                        "Subscribers to events.",
                        service.events().subscribers()));
        all.add(
                gauge(
                        "flowlab_events_lost",
                        "Events that the present subscribers were too slow for.",
                        service.events().lost()));
        return new MetricSnapshots(all);
    }

    private static void addTally(List<MetricSnapshot> all, Tally tally) {
        all.add(counter("flowlab_labs_deployed", "Labs that were brought up.", tally.labs()));
        all.add(
                counter(
                        "flowlab_labs_failed",
                        "Labs that could not be brought up.",
                        tally.failedLabs()));
        CounterSnapshot.Builder trials =
                CounterSnapshot.builder()
                        .name("flowlab_trials")
                        .help("Flows in labs that ended, by outcome.");
        for (Event.Outcome outcome : Event.Outcome.values()) {
            Labels labels = Labels.of("outcome", outcome.name().toLowerCase(Locale.ROOT));
            trials.dataPoint(point(labels, tally.ended(outcome)));
        }
        all.add(trials.build());
        all.add(
                counter(
                        "flowlab_trials_repeated",
                        "Trials that were run again because the machine disturbed them.",
                        tally.repeatedTrials()));
        all.add(counter("flowlab_link_changes", "Changes of links.", tally.linkChanges()));
        all.add(
                counter(
                        "flowlab_dissected_frames",
                        "Frames that were dissected for flows in labs.",
                        tally.dissectedFrames()));
        all.add(
                counter(
                        "flowlab_dissected_messages",
                        "Messages that were found in dissected frames.",
                        tally.dissectedMessages()));
        all.add(counter("flowlab_runs", "Runs of experiments that ended.", tally.runs()));
    }

    private static CounterSnapshot counter(String name, String help, long value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(Labels.EMPTY, value))
                .build();
    }

    private static GaugeSnapshot gauge(String name, String help, long value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build())
                .build();
    }

    private static CounterDataPointSnapshot point(Labels labels, long value) {
        return CounterDataPointSnapshot.builder().labels(labels).value((double) value).build();
    }

    /// What the links of all labs carried.
    private static final class Wire {
        private final CounterSnapshot.Builder entered =
                CounterSnapshot.builder()
                        .name("flowlab_frames_entered")
                        .help("Frames that entered a link.");
        private final CounterSnapshot.Builder dropped =
                CounterSnapshot.builder()
                        .name("flowlab_frames_dropped")
                        .help("Frames that a link dropped, by reason.");
        private final CounterSnapshot.Builder bytes =
                CounterSnapshot.builder()
                        .name("flowlab_bytes_delivered")
                        .help("Bytes that left a link.");
        private final GaugeSnapshot.Builder lateness =
                GaugeSnapshot.builder()
                        .name("flowlab_lateness_seconds")
                        .help("How much later than planned frames left a link, by quantile.");
        private final CounterSnapshot.Builder kernelDrops =
                CounterSnapshot.builder()
                        .name("flowlab_kernel_drops")
                        .help("Frames that the kernel dropped before the wire read them.");

        void add(LiveLab lab) {
            List<LinkReport> links;
            FabricReport fabric;
            try {
                links = lab.linkReports();
                fabric = lab.fabricReport();
            } catch (RuntimeException e) {
                return; // it went down meanwhile
            }
            for (LinkReport link : links) {
                add(lab.name(), link.name(), "forward", link.forward());
                add(lab.name(), link.name(), "reverse", link.reverse());
            }
            kernelDrops.dataPoint(point(Labels.of("lab", lab.name()), fabric.kernelDrops()));
        }

        private void add(String lab, String link, String direction, DirectionReport report) {
            Labels labels = Labels.of("lab", lab, "link", link, "direction", direction);
            entered.dataPoint(point(labels, report.enteredFrames()));
            bytes.dataPoint(point(labels, report.deliveredBytes()));
            for (Map.Entry<Verdict, Long> verdict : report.verdicts().entrySet()) {
                if (verdict.getKey().dropped()) {
                    String reason = verdict.getKey().name().toLowerCase(Locale.ROOT);
                    dropped.dataPoint(point(labels.add("reason", reason), verdict.getValue()));
                }
            }
            late(labels, "0.5", report.punctuality().p50Nanos());
            late(labels, "0.99", report.punctuality().p99Nanos());
            late(labels, "1", report.punctuality().maxNanos());
        }

        private void late(Labels labels, String quantile, long nanos) {
            lateness.dataPoint(
                    GaugeDataPointSnapshot.builder()
                            .labels(labels.add("quantile", quantile))
                            .value(nanos / NANOS)
                            .build());
        }

        void addTo(List<MetricSnapshot> all) {
            all.add(entered.build());
            all.add(dropped.build());
            all.add(bytes.build());
            all.add(lateness.build());
            all.add(kernelDrops.build());
        }
    }
}
