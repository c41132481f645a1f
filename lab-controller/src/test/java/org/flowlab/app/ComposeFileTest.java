package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flowlab.trial.ShippedFiles;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// What `docker-compose.yml` says, where no daemon is needed to know it.
class ComposeFileTest {
    private static final Path TOP = ShippedFiles.folder("topologies").resolveSibling("");
    private static final LoadSettings YAML =
            LoadSettings.builder().setSchema(new CoreSchema()).build();

    private final Map<String, Map<String, Object>> services = services();

    private static Object parse(Path file) {
        try {
            return new Load(YAML).loadFromString(Files.readString(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> services() {
        // the merge key << is YAML 1.1's: what comes by it is not in these maps
        return (Map<String, Map<String, Object>>)
                ((Map<String, Object>) parse(TOP.resolve("docker-compose.yml"))).get("services");
    }

    @SuppressWarnings("unchecked")
    private static List<String> list(Map<String, Object> service, String key) {
        return (List<String>) service.getOrDefault(key, List.of());
    }

    @Test
    void every_file_that_grafana_mounts_is_there_and_parses() throws IOException {
        List<Path> mounted =
                list(services.get("grafana"), "volumes").stream()
                        .filter(volume -> volume.startsWith("./"))
                        .map(volume -> TOP.resolve(volume.split(":")[0]))
                        .toList();
        assertThat(mounted).isNotEmpty();
        for (Path folder : mounted) {
            try (Stream<Path> below = Files.walk(folder)) {
                List<Path> files = below.filter(Files::isRegularFile).toList();
                assertThat(files).as(folder.toString()).isNotEmpty();
                assertThat(files)
                        .allSatisfy(file -> assertThat(parse(file)).isInstanceOf(Map.class));
            }
        }
    }

    @Test
    void nothing_is_privileged_and_only_one_controller_has_the_socket() {
        assertThat(services.values()).noneMatch(service -> service.containsKey("privileged"));
        assertThat(services.entrySet().stream().filter(s -> hasSocket(s.getValue())))
                .extracting(Map.Entry::getKey)
                .containsExactly("controller");
        assertThat(list(services.get("controller"), "profiles")).containsExactly("docker");
        assertThat(list(services.get("controller-jvm"), "profiles")).containsExactly("jvm");
    }

    private static boolean hasSocket(Map<String, Object> service) {
        return list(service, "volumes").stream().anyMatch(v -> v.contains("docker.sock"));
    }

    @Test
    void ports_are_published_on_this_machine_only() throws IOException {
        String text = Files.readString(TOP.resolve("docker-compose.yml"));
        assertThat(text.lines().filter(line -> line.strip().startsWith("ports:")))
                .hasSize(2)
                .allMatch(line -> line.contains("[\"127.0.0.1:"));
    }
}
