package org.flowlab.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Script;
import org.flowlab.flow.Step;
import org.flowlab.flow.Variant;
import org.flowlab.trial.Manner;

/// The catalogue as `./lab flows` shows it: records for programs, lines for people.
final class FlowViews {
    private final Paint paint;

    /// @param colours whether escape sequences may be used
    FlowViews(boolean colours) {
        paint = new Paint(colours);
    }

    /// @param reuse the modes that the flow can be run in
    record FlowView(String id, String title, int steps, List<String> reuse) {}

    /// @param absent by number, the steps that do not occur under the variant, and why
    record ScriptView(
            String id,
            String title,
            String reuse,
            String outerTls,
            String innerTls,
            boolean warmOrigin,
            List<StepView> steps,
            SortedMap<Integer, String> absent) {}

    /// @param causes the numbers of the steps that must be complete at the sender before
    record StepView(
            int number,
            String name,
            List<String> details,
            String phase,
            String from,
            String to,
            boolean tunnelled,
            String speech,
            List<Integer> causes) {}

    static List<FlowView> all() {
        return Catalogue.flows().stream()
                .map(f -> new FlowView(f.id(), f.title(), f.steps().size(), reuses(f)))
                .toList();
    }

    private static List<String> reuses(Flow flow) {
        return Manner.values("reuse").stream()
                .filter(id -> Manner.of(Map.of("reuse", id)).obstacle(flow).isEmpty())
                .toList();
    }

    static ScriptView one(Flow flow, Variant variant) {
        Script script = flow.script(variant);
        return new ScriptView(
                flow.id(),
                flow.title(),
                variant.reuse().id(),
                variant.outer().toString(),
                flow.tunnelled() ? variant.inner().toString() : "",
                variant.warmOrigin(),
                script.steps().stream().map(FlowViews::view).toList(),
                script.absent());
    }

    private static StepView view(Step step) {
        return new StepView(
                step.number(),
                step.name(),
                step.details(),
                step.phase().id(),
                step.from().name().toLowerCase(java.util.Locale.ROOT),
                step.to().name().toLowerCase(java.util.Locale.ROOT),
                step.tunnelled(),
                step.speech().name().toLowerCase(java.util.Locale.ROOT),
                step.causes().stream().sorted().toList());
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format("%-24s %-32s %5s  %s", "flow", "", "steps", "reuse"));
        for (FlowView flow : all()) {
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

    /// Neighbours that are absent for one reason share a line.
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
