package org.flowlab.experiment;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import org.flowlab.topology.Topologies;
import org.flowlab.trial.ShippedFiles;
import org.flowlab.yaml.InputException;

/// Whatever is in a file, reading it ends in what it should be or in an [InputException].
class LoaderFuzzTest {
    private static final Path FILE = ShippedFiles.folder("experiments").resolve("fuzz.yaml");

    @FuzzTest(maxDuration = "30s")
    void a_topology_is_planned_or_refused(byte[] yaml) {
        try {
            Topologies.parse("fuzz.yaml", yaml).plan();
        } catch (InputException e) {
            // refused
        }
    }

    @FuzzTest(maxDuration = "30s")
    void an_experiment_is_read_or_refused(byte[] yaml) {
        try {
            ExperimentFile.parse(FILE, yaml);
        } catch (InputException e) {
            // refused
        }
    }
}
