package org.flowlab.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.flowlab.lab.HostKind;
import org.flowlab.node.main.Training;
import org.flowlab.yaml.InputException;

/// What the JVM learns from where no network can be made, as while an image is built: the lab's own
/// classes, nodes on 127.0.0.1, and a controller that is asked what it knows.
final class OfflineTraining {
    private OfflineTraining() {}

    /// @param left a folder for what is left
    /// @return the exit status
    static int run(Terminal terminal, Path left) throws IOException {
        loadClasses();
        Training.run();
        int status = Main.run(terminal, validation());
        RuntimeFiles files = new RuntimeFiles(List.of(left.resolve("runtime").toAbsolutePath()));
        Files.createDirectories(left);
        try (Served served =
                Served.start("127.0.0.1", 0, List.of(), null, left, HostKind.JVM, files)) {
            Access access = new Access(served.url(), "", files);
            for (int i = 0; i < 3; i++) {
                status = Math.max(status, Main.run(terminal, access, "labs", "--json"));
            }
        }
        return status;
    }

    /// Loads the classes of the lab's jar: what it does with networks cannot be done here.
    private static void loadClasses() throws IOException {
        Path jar = Path.of(System.getProperty("java.class.path"));
        if (!Files.isRegularFile(jar)) {
            throw new InputException("--without-networks: the lab does not run from its jar");
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            List<String> names =
                    file.stream()
                            .map(JarEntry::getName)
                            .filter(name -> name.matches("org/flowlab/.*\\.class"))
                            .filter(name -> !name.endsWith("package-info.class"))
                            .map(name -> name.replaceFirst("\\.class$", "").replace('/', '.'))
                            .toList();
            for (String name : names) {
                Class.forName(name, false, OfflineTraining.class.getClassLoader());
            }
        } catch (ClassNotFoundException e) {
            throw new IOException("load the lab's classes", e);
        }
    }

    private static String[] validation() throws IOException {
        List<String> words = new ArrayList<>(List.of("validate"));
        for (String folder : List.of("topologies", "experiments")) {
            try (Stream<Path> files = Files.list(Home.folder(folder))) {
                files.map(Path::toString)
                        .filter(file -> file.endsWith(".yaml"))
                        .sorted()
                        .forEach(words::add);
            }
        }
        return words.toArray(String[]::new);
    }
}
