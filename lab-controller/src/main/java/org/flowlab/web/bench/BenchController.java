package org.flowlab.web.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flowlab.service.LabService;
import org.flowlab.service.LiveLab;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.flowlab.unit.Seed;
import org.flowlab.web.Controller;
import org.flowlab.web.ControllerOptions;

/// A controller in this process, with its service.
record BenchController(LabService service, Controller controller) implements AutoCloseable {
    private static final int AT_ONCE = 4;

    static final String TOPOLOGY =
            """
            name: three
            topology:
              nodes:
                client: {kind: client}
                proxy: {kind: proxy, protocols: [spdy/3.1, http/1.1]}
                origin: {kind: origin, protocols: [spdy/3.1, http/1.1]}
              links:
                - {endpoints: ["client:eth0", "proxy:eth0"], tc: {delay: 2ms}}
                - {endpoints: ["proxy:eth1", "origin:eth0"], tc: {delay: 2ms}}
            """;

    static BenchController start(Path folder) {
        LabService service = new LabService(folder, Clock.systemUTC());
        try {
            return new BenchController(
                    service, Controller.start(ControllerOptions.loopback(0), service));
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
    }

    /// Brings labs up, some at once.
    List<LiveLab> deploy(int count, Seed seed) throws Exception {
        Topology topology = Topologies.parse("three", TOPOLOGY.getBytes(StandardCharsets.UTF_8));
        List<LiveLab> labs = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(
                        AT_ONCE, Thread.ofPlatform().daemon().name("bench lab ", 0).factory())) {
            List<Future<LiveLab>> deployed = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String name = "lab " + i;
                Seed own = seed.of(i);
                deployed.add(threads.submit(() -> service.deploy(topology, TOPOLOGY, name, own)));
            }
            for (Future<LiveLab> lab : deployed) {
                labs.add(lab.get());
            }
        }
        return labs;
    }

    @Override
    public void close() {
        controller.close();
        service.close();
    }
}
