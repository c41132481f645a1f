package org.flowlab.lab.runtime.process;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Labs;
import org.flowlab.unit.Seed;

/// A process that brings a lab with processes up, says `up` and stays, for tests that stop or kill
/// it.
final class ControllerProcess {
    private ControllerProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        LabOptions options = new LabOptions(new Seed(1), new ProcessHost(), Path.of(arguments[0]));
        try (Lab _ = Lab.deploy(Labs.triangle("{delay: 1ms}").plan(), options)) {
            System.out.println("up");
            TimeUnit.MINUTES.sleep(5);
        }
    }
}
