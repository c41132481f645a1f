package org.flowlab.web;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.flowlab.service.LabService;
import org.flowlab.view.HealthView;

/// Answers those who watch over the controller. Health is for everybody who reaches the address: it
/// says only how many labs are up. Metrics name labs and links, and need the token if there is one.
final class OperationEndpoints {
    private final LabService service;
    private final Metrics metrics;
    private final Health health;

    OperationEndpoints(LabService service, Metrics metrics, Health health) {
        this.service = service;
        this.metrics = metrics;
        this.health = health;
    }

    void wire(Routes routes) {
        routes.on("getHealth", _ -> health(health, service.labs().size()));
        routes.on("getMetrics", _ -> metrics());
    }

    static Answer.Whole health(Health health, int labs) {
        Optional<String> problem = health.problem();
        return problem.isEmpty()
                ? Answer.ok(new HealthView("up", labs))
                : Failure.answer(Failure.of(503, problem.get()));
    }

    private Answer metrics() {
        byte[] text = metrics.scrape().getBytes(StandardCharsets.UTF_8);
        return new Answer.Whole(200, Metrics.TYPE, text, Map.of());
    }
}
