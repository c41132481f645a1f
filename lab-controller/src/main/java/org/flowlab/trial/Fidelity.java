package org.flowlab.trial;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flowlab.fabric.DirectionReport;
import org.flowlab.fabric.FabricReport;
import org.flowlab.fabric.LinkReport;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.lab.Lab;

/// How closely the wire followed its settings, in one cell of a run.
///
/// @param disturbances faults of the wire itself, in words; empty if there were none
public record Fidelity(int cell, List<Direction> directions, List<String> disturbances) {
    public Fidelity {
        directions = List.copyOf(directions);
        disturbances = List.copyOf(disturbances);
    }

    /// One direction of one link. An error is how much later than planned a frame left.
    ///
    /// @param drops how many frames were dropped, by reason as in `queue-full`; reasons without
    ///   frames are left out
    /// @param expectedLosses how many losses the configured loss makes likely
    /// @param earlyFrames frames that left before their time: always 0 unless the lab has a bug
    public record Direction(
            String link,
            boolean forward,
            long frames,
            long losses,
            double expectedLosses,
            long queueDrops,
            SortedMap<String, Long> drops,
            long earlyFrames,
            long errorP50Nanos,
            long errorP99Nanos,
            long errorMaxNanos) {
        public Direction {
            drops = Collections.unmodifiableSortedMap(new TreeMap<>(drops));
        }
    }

    public static Fidelity of(int cell, Lab lab) {
        List<Direction> directions = new ArrayList<>();
        long refused = 0;
        for (LinkReport link : lab.linkReports()) {
            directions.add(direction(link.name(), true, link.forward()));
            directions.add(direction(link.name(), false, link.reverse()));
            refused +=
                    link.forward().count(Verdict.SEND_FAILED)
                            + link.reverse().count(Verdict.SEND_FAILED);
        }
        return new Fidelity(cell, directions, disturbances(lab.fabricReport(), refused));
    }

    private static Direction direction(String link, boolean forward, DirectionReport report) {
        return new Direction(
                link,
                forward,
                report.enteredFrames(),
                report.losses(),
                report.expectedLosses(),
                report.count(Verdict.QUEUE_FULL),
                drops(report),
                report.punctuality().early(),
                report.punctuality().p50Nanos(),
                report.punctuality().p99Nanos(),
                report.punctuality().maxNanos());
    }

    static SortedMap<String, Long> drops(DirectionReport report) {
        SortedMap<String, Long> drops = new TreeMap<>();
        report.verdicts()
                .forEach(
                        (verdict, count) -> {
                            if (verdict.dropped()) {
                                String reason = verdict.name().toLowerCase(Locale.ROOT);
                                drops.put(reason.replace('_', '-'), count);
                            }
                        });
        return drops;
    }

    private static List<String> disturbances(FabricReport r, long refused) {
        WireFaults faults =
                new WireFaults(
                        r.kernelDrops(),
                        r.outOfMemory(),
                        refused,
                        r.clockSteps(),
                        r.implausibleStamps());
        List<String> words = faults.words();
        WireFaults.add(words, r.truncatedFrames(), "frames too large for the wire");
        WireFaults.add(words, r.missingChecksums(), "frames without checksums");
        WireFaults.add(words, r.unrecordedFrames(), "frames not recorded");
        WireFaults.add(words, r.sinkErrors(), "errors in the recorder");
        return words;
    }
}
