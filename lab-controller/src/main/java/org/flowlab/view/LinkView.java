package org.flowlab.view;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flowlab.experiment.TcWords;
import org.flowlab.fabric.DirectionReport;
import org.flowlab.fabric.LinkReport;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.lab.LinkState;
import org.flowlab.topology.Plan;
import org.flowlab.topology.TrafficControl;

/// A link of a lab, for JSON: what it does to frames now, and what it carried.
///
/// @param ends the two ends, as in `client:eth0`; forward is from the first to the second
/// @param up false if the link is cut
/// @param forward traffic control with the keys and units of a topology file; a key that has its
///   default is missing
public record LinkView(
        String name,
        List<String> ends,
        boolean up,
        Map<String, Object> forward,
        Map<String, Object> reverse,
        CountersView counters) {
    public LinkView {
        ends = List.copyOf(ends);
        forward = Collections.unmodifiableMap(new LinkedHashMap<>(forward));
        reverse = Collections.unmodifiableMap(new LinkedHashMap<>(reverse));
    }

    /// What both directions carried since the lab was up.
    public record CountersView(DirectionView forward, DirectionView reverse) {
        public static CountersView of(LinkReport report) {
            return new CountersView(
                    DirectionView.of(report.forward()), DirectionView.of(report.reverse()));
        }
    }

    /// The counters of one direction.
    ///
    /// @param entered the number of frames that entered; duplicates made by the wire do not count
    /// @param inFlight the number of frames on the wire at this moment
    /// @param delivered the number of frames that left the wire, duplicates included
    /// @param drops the number of dropped frames by reason, such as `queue-full`
    /// @param lateMaxNanos how late the latest frame left; the medians beside it likewise
    public record DirectionView(
            long entered,
            long inFlight,
            long delivered,
            long deliveredBytes,
            SortedMap<String, Long> drops,
            long lateP50Nanos,
            long lateP99Nanos,
            long lateMaxNanos) {
        public DirectionView {
            drops = Collections.unmodifiableSortedMap(new TreeMap<>(drops));
        }

        static DirectionView of(DirectionReport report) {
            SortedMap<String, Long> drops = new TreeMap<>();
            long delivered = 0;
            for (Map.Entry<Verdict, Long> entry : report.verdicts().entrySet()) {
                if (entry.getKey().dropped()) {
                    drops.put(words(entry.getKey()), entry.getValue());
                } else {
                    delivered += entry.getValue();
                }
            }
            return new DirectionView(
                    report.enteredFrames(),
                    report.inFlightFrames(),
                    delivered,
                    report.deliveredBytes(),
                    drops,
                    report.punctuality().p50Nanos(),
                    report.punctuality().p99Nanos(),
                    report.punctuality().maxNanos());
        }

        private static String words(Verdict verdict) {
            return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public static LinkView of(Plan.PlannedLink planned, LinkState state, LinkReport report) {
        return new LinkView(
                state.name(),
                List.of(planned.a().toString(), planned.b().toString()),
                state.up(),
                words(state.forward(), state.forwardMtu()),
                words(state.reverse(), state.reverseMtu()),
                CountersView.of(report));
    }

    /// Traffic control with the keys and units of a topology file.
    ///
    /// @param mtu 0 for no limit
    public static Map<String, Object> words(TrafficControl tc, int mtu) {
        Map<String, Object> words = TcWords.of(tc);
        if (mtu != 0) {
            words.put("mtu", Integer.toString(mtu));
        }
        return words;
    }
}
