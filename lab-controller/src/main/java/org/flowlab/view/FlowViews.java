package org.flowlab.view;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Script;
import org.flowlab.flow.Step;
import org.flowlab.flow.Variant;
import org.flowlab.trial.Manner;

/// The catalogue of flows, for JSON.
public final class FlowViews {
    private FlowViews() {}

    /// A flow in the list of flows.
    ///
    /// @param reuse the values of `reuse` with which the flow can be run
    public record FlowView(String id, String title, int steps, List<String> reuse) {}

    /// A flow with its steps in one variant.
    ///
    /// @param absent the reasons why steps do not occur in the variant, by the steps' numbers
    public record ScriptView(
            String id,
            String title,
            String reuse,
            String outerTls,
            String innerTls,
            boolean warmOrigin,
            List<StepView> steps,
            SortedMap<Integer, String> absent) {}

    /// A step of a flow.
    ///
    /// @param causes the numbers of the steps that must be complete at the sender before this one
    public record StepView(
            int number,
            String name,
            List<String> details,
            String phase,
            String from,
            String to,
            boolean tunnelled,
            String speech,
            List<Integer> causes) {}

    public static List<FlowView> all() {
        return Catalogue.flows().stream()
                .map(f -> new FlowView(f.id(), f.title(), f.steps().size(), reuses(f)))
                .toList();
    }

    private static List<String> reuses(Flow flow) {
        return Manner.values("reuse").stream()
                .filter(id -> Manner.of(Map.of("reuse", id)).obstacle(flow).isEmpty())
                .toList();
    }

    public static ScriptView one(Flow flow, Variant variant) {
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
                step.from().name().toLowerCase(Locale.ROOT),
                step.to().name().toLowerCase(Locale.ROOT),
                step.tunnelled(),
                step.speech().name().toLowerCase(Locale.ROOT),
                step.causes().stream().sorted().toList());
    }
}
