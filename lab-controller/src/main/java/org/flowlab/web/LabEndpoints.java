package org.flowlab.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.flowlab.service.LabService;
import org.flowlab.service.LiveLab;
import org.flowlab.service.OperatorOnlyException;
import org.flowlab.unit.Seed;
import org.flowlab.view.LabView;
import org.flowlab.view.LinkView;
import org.flowlab.view.NamespaceView;
import org.flowlab.yaml.YamlFile;
import org.flowlab.yaml.YamlValue;

/// Answers requests about labs and their links.
final class LabEndpoints {
    private static final List<String> KEYS = List.of("topology", "text", "file", "name", "seed");

    private final LabService service;
    private final TopologySource topologies;

    LabEndpoints(LabService service, TopologySource topologies) {
        this.service = service;
        this.topologies = topologies;
    }

    void wire(Routes routes) {
        LabList list = new LabList(service);
        routes.on("listLabs", list::known, _ -> list.make());
        routes.on("deployLab", this::deploy);
        routes.on("getLab", request -> Answer.ok(LabView.of(lab(request))));
        routes.on("destroyLab", this::destroy);
        routes.on("getLabTopology", request -> Answer.yaml(lab(request).source()));
        routes.on("listLinks", request -> Answer.ok(LabView.links(lab(request))));
        routes.on("getLink", request -> Answer.ok(link(lab(request), request.part("link"))));
        routes.on("changeLink", this::change);
        routes.on("getNamespace", this::namespace);
    }

    private LiveLab lab(Request request) {
        return service.lab(request.part("lab"));
    }

    private Answer deploy(Request request) {
        YamlFile body = Body.json(request);
        Map<String, YamlValue> entries = Body.entries(body, KEYS);
        String name = Body.text(entries, "name").orElse(null);
        long seed = Body.value(entries, "seed").flatMap(v -> v.quantity(Body::seed)).orElse(1L);
        TopologySource.Read read = topologies.read(body, entries, request.operator());
        LiveLab lab = service.deploy(read.topology(), read.text(), name, new Seed(seed));
        return Answer.json(201, LabView.of(lab))
                .with("Location", "/api/labs/" + encoded(lab.name()));
    }

    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Answer destroy(Request request) {
        service.destroy(lab(request));
        return Answer.nothing();
    }

    private static LinkView link(LiveLab lab, String name) {
        List<LinkView> links = LabView.links(lab);
        lab.link(name); // reports an unknown name
        return links.stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
    }

    private Answer change(Request request) {
        LiveLab lab = lab(request);
        String name = request.part("link");
        lab.link(name);
        lab.change(name, new LinkChange(Body.json(request)));
        return Answer.ok(link(lab, name));
    }

    private Answer namespace(Request request) {
        if (!request.operator()) {
            throw new OperatorOnlyException(
                    "a node's namespace is for the user who runs the controller only; use ./lab exec");
        }
        return Answer.ok(NamespaceView.of(lab(request), request.part("node")));
    }
}
