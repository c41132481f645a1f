package org.flowlab.view;

import java.util.List;
import org.flowlab.service.LabService;

/// All that is up, for JSON.
///
/// @param runs those with results and those under way, the newest first
public record StateView(List<LabView> labs, List<RunItem> runs) {
    public StateView {
        labs = List.copyOf(labs);
        runs = List.copyOf(runs);
    }

    public static StateView of(LabService service) {
        return new StateView(
                service.labs().stream().map(LabView::of).toList(),
                service.runs().list().stream().map(RunItem::of).toList());
    }
}
