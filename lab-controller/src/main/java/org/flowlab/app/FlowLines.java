package org.flowlab.app;

import java.util.ArrayList;
import java.util.List;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Script;
import org.flowlab.flow.Step;
import org.flowlab.flow.Variant;
import org.flowlab.view.FlowViews;

/// The catalogue of flows as lines of text, for `./lab flows`.
final class FlowLines {
    private final Paint paint;

    /// @param colours whether escape sequences may be used
    FlowLines(boolean colours) {
        paint = new Paint(colours);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format("%-24s %-32s %5s  %s", "flow", "", "steps", "reuse"));
        for (FlowViews.FlowView flow : FlowViews.all()) {
            lines.add(
                    String.format(
                            "%-24s %-32s %5d  %s",
                            flow.id(),
                            flow.title(),
                            flow.steps(),
                            String.join(", ", flow.reuse())));
        }
        return lines;
    }

    List<String> lines(Flow flow, Variant variant) {
        Script script = flow.script(variant);
        List<String> lines = new ArrayList<>();
        lines.add(paint.bold(flow.id()) + "  " + flow.title());
        lines.add("");
        lines.add(String.format("%3s  %-36s %-7s %-6s  %s", "", "step", "way", "phase", "after"));
        for (Step step : script.steps()) {
            String way =
                    step.from().letter()
                            + (step.tunnelled() ? " => " : " -> ")
                            + step.to().letter();
            String causes =
                    String.join(", ", step.causes().stream().sorted().map(n -> "" + n).toList());
            lines.addAll(stepLines(step, way, causes));
        }
        lines.addAll(absentLines(script));
        return lines;
    }

    /// Consecutive steps that are absent for one reason share a line.
    private List<String> absentLines(Script script) {
        List<String> lines = new ArrayList<>();
        int first = 0;
        int last = 0;
        String reason = "";
        for (var absent : script.absent().entrySet()) {
            if (absent.getKey() != last + 1 || !absent.getValue().equals(reason)) {
                if (last > 0) {
                    lines.add(paint.dim(Row.absence(first, last, reason)));
                }
                first = absent.getKey();
                reason = absent.getValue();
            }
            last = absent.getKey();
        }
        if (last > 0) {
            lines.add(paint.dim(Row.absence(first, last, reason)));
        }
        return lines;
    }

    private List<String> stepLines(Step step, String way, String causes) {
        List<String> lines = new ArrayList<>();
        String line =
                String.format(
                        "%3d  %-36s %-7s %-6s  %s",
                        step.number(), step.name(), way, step.phase().id(), causes);
        lines.add(paint.phase(step.phase(), line.stripTrailing()));
        step.details().forEach(detail -> lines.add("       " + detail));
        return lines;
    }
}
