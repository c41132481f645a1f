package org.flowlab.web;

import org.flowlab.service.Library;
import org.flowlab.view.ExperimentItem;
import org.flowlab.view.TopologyItem;
import org.flowlab.view.ValidView;

/// Answers requests about the topologies and experiments that come with the lab.
final class LibraryEndpoints {
    private final Library library;

    LibraryEndpoints(Library library) {
        this.library = library;
    }

    void wire(Routes routes) {
        routes.on(
                "listTopologies",
                _ -> Answer.ok(library.topologies().stream().map(TopologyItem::of).toList()));
        routes.on(
                "getTopology",
                request -> Answer.yaml(library.topologyText(request.part("topology"))));
        routes.on("validateTopology", this::validate);
        routes.on(
                "listExperiments",
                _ -> Answer.ok(library.experiments().stream().map(ExperimentItem::of).toList()));
        routes.on(
                "getExperiment",
                request -> Answer.yaml(library.experimentText(request.part("experiment"))));
    }

    private Answer validate(Request request) {
        Body.requireType(request, "application/yaml");
        boolean programsToo = true; // nothing is run
        return Answer.ok(ValidView.of(library.topologyOf(request.body(), programsToo)));
    }
}
