package org.flowlab.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.flowlab.experiment.Experiment;
import org.flowlab.experiment.ExperimentFile;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.flowlab.view.Json;
import org.flowlab.yaml.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "validate",
        description = "Checks topologies and experiments without starting anything.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab validate topologies/three-tier.yaml",
            "  ./lab validate topologies/*.yaml experiments/*.yaml"
        })
final class ValidateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "A topology or an experiment.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ValidateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<Map<String, Object>> all = new ArrayList<>();
        boolean good = true;
        for (Path file : files) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("file", file.toString());
            try {
                String what = describe(file);
                one.put("valid", true);
                one.put("is", what);
                say(file + ": " + what);
            } catch (InputException e) {
                good = false;
                one.put("valid", false);
                one.put("problems", e.problems());
                if (!json) {
                    e.problems().forEach(terminal.err()::println);
                }
            }
            all.add(one);
        }
        if (json) {
            terminal.out().println(Json.of(all));
        }
        return good ? Exit.OK : Exit.INPUT;
    }

    private void say(String text) {
        if (!json) {
            terminal.out().println(text);
        }
    }

    private static String describe(Path file) {
        if (ExperimentFile.isExperiment(file)) {
            Experiment e = ExperimentFile.load(file);
            return "experiment "
                    + e.name()
                    + ": "
                    + Words.count(e.flows().size(), "flow")
                    + ", "
                    + Words.count(e.cells().size(), "cell")
                    + ", "
                    + Words.count(e.trials(), "trial")
                    + " each, over "
                    + e.topology().name();
        }
        Topology t = Topologies.load(file);
        return "topology "
                + t.name()
                + ": "
                + Words.count(t.nodes().size(), "node")
                + ", "
                + Words.count(t.links().size(), "link");
    }
}
