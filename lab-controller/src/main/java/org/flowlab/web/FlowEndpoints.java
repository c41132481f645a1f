package org.flowlab.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Flow;
import org.flowlab.service.ConflictException;
import org.flowlab.service.FlowJob;
import org.flowlab.service.FlowRequest;
import org.flowlab.service.LabService;
import org.flowlab.service.LiveLab;
import org.flowlab.service.NotFoundException;
import org.flowlab.topology.Quantities;
import org.flowlab.trial.Manner;
import org.flowlab.trial.TrialResult;
import org.flowlab.view.FlowStateView;
import org.flowlab.view.FlowViews;
import org.flowlab.view.MessageView;
import org.flowlab.yaml.Names;
import org.flowlab.yaml.YamlFile;
import org.flowlab.yaml.YamlValue;
import org.jspecify.annotations.Nullable;

/// Answers requests about the catalogue of flows, and about flows in labs.
final class FlowEndpoints {
    private static final List<String> KEYS = List.of("flow", "manner", "expect");
    private static final List<String> IDS = Catalogue.flows().stream().map(Flow::id).toList();
    private static final int LEAST_STATUS = 200;
    private static final int MOST_STATUS = 599;

    private final LabService service;

    FlowEndpoints(LabService service) {
        this.service = service;
    }

    void wire(Routes routes) {
        routes.on("listCatalogue", _ -> Answer.ok(FlowViews.all()));
        routes.on("getCatalogueFlow", FlowEndpoints::catalogueFlow);
        routes.on(
                "listFlows",
                request ->
                        Answer.ok(
                                lab(request).flows().stream().map(FlowStateView::inList).toList()));
        routes.on("runFlow", this::run);
        routes.on("getFlow", this::flow);
        routes.on("cancelFlow", this::cancel);
        routes.on("listFlowMessages", this::messages);
        routes.on("getFlowCapture", this::capture);
    }

    private LiveLab lab(Request request) {
        return service.lab(request.part("lab"));
    }

    private static Answer catalogueFlow(Request request) {
        String id = request.part("flow");
        Flow flow =
                Catalogue.find(id)
                        .orElseThrow(
                                () ->
                                        new NotFoundException(
                                                "there is no flow \""
                                                        + id
                                                        + "\""
                                                        + Names.hint(id, IDS)));
        Map<String, String> factors = new LinkedHashMap<>();
        for (String factor : Manner.FACTORS.keySet()) {
            String value = request.parameter(factor);
            if (value != null) {
                factors.put(factor, value);
            }
        }
        return Answer.ok(FlowViews.one(flow, Manner.of(flow, factors, false).variant()));
    }

    private Answer run(Request request) {
        LiveLab lab = lab(request);
        FlowJob job = lab.run(wanted(Body.json(request)));
        return state(job, request.patience());
    }

    private static FlowRequest wanted(YamlFile body) {
        Map<String, YamlValue> entries = Body.entries(body, KEYS);
        YamlValue id = entries.get("flow");
        if (id == null && body.root().isMap()) {
            body.root().problem("flow is missing: the id of a flow in GET /api/flows");
        }
        String known = id == null ? "" : id.oneOf(IDS).orElse("");
        Map<String, String> factors = factors(entries.get("manner"));
        YamlValue expect = entries.get("expect");
        ExpectedStatus status =
                expect == null || expect.isNull()
                        ? ExpectedStatus.SUCCESS
                        : expect.quantity(FlowEndpoints::status).orElse(ExpectedStatus.SUCCESS);
        body.problems().check();
        return new FlowRequest(Catalogue.flow(known), factors, status);
    }

    private static Map<String, String> factors(@Nullable YamlValue manner) {
        Map<String, String> factors = new LinkedHashMap<>();
        if (manner != null && !manner.isNull()) {
            manner.map(Manner.FACTORS.keySet())
                    .forEach(
                            (factor, value) ->
                                    value.oneOf(Manner.values(factor))
                                            .ifPresent(v -> factors.put(factor, v)));
        }
        return factors;
    }

    private static ExpectedStatus status(String text) {
        return new ExpectedStatus(
                OptionalInt.of(Quantities.number(text, LEAST_STATUS, MOST_STATUS)));
    }

    private Answer flow(Request request) {
        FlowJob job = lab(request).flow(request.part("flow"));
        return wait(job, request.patience(), () -> Answer.ok(FlowStateView.of(job)));
    }

    private static Answer state(FlowJob job, Duration patience) {
        return wait(
                job,
                patience,
                () ->
                        Answer.json(
                                        job.state() == FlowJob.State.ENDED ? 200 : 202,
                                        FlowStateView.of(job))
                                .with(
                                        "Location",
                                        "/api/labs/"
                                                + LabEndpoints.encoded(job.lab())
                                                + "/flows/"
                                                + job.id()));
    }

    private static Answer wait(FlowJob job, Duration patience, Callable<Answer> then) {
        return new Answer.Later(job.whenEnded(), patience, then);
    }

    private Answer cancel(Request request) {
        LiveLab lab = lab(request);
        lab.cancel(lab.flow(request.part("flow")));
        return Answer.nothing();
    }

    private Answer messages(Request request) {
        LiveLab lab = lab(request);
        FlowJob job = lab.flow(request.part("flow"));
        TrialResult result = job.result();
        if (result == null) {
            throw new ConflictException(
                    "flow "
                            + job.id()
                            + (job.state() == FlowJob.State.ENDED
                                    ? " has no result: " + job.failure()
                                    : " has not ended; its messages are events meanwhile"));
        }
        return Answer.ok(MessageView.page(result, lab.plan(), request.from(), request.limit()));
    }

    private Answer capture(Request request) throws IOException {
        LiveLab lab = lab(request);
        FlowJob job = lab.flow(request.part("flow"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        lab.capture(job, bytes);
        return new Answer.Whole(
                200,
                Answer.CAPTURE,
                bytes.toByteArray(),
                Map.of("Content-Disposition", Answer.attachment(job.id() + ".pcapng")));
    }
}
