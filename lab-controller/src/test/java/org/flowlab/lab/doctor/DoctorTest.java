package org.flowlab.lab.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flowlab.lab.Labs;
import org.flowlab.lab.runtime.docker.Dockers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is found on the machine that runs the test.
@Tag("netns")
class DoctorTest {
    @TempDir private Path folder;

    @Test
    void without_docker_its_host_does_not_work_and_the_reason_is_the_errors_own() {
        Labs.assume();
        Map<String, String> environment = Map.of("DOCKER_HOST", "unix://" + folder + "/none");
        Doctor.Report report = new Doctor(environment, folder).examine();
        assertThat(report.hosts())
                .extracting(HostCheck::host, HostCheck::works)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("jvm", true),
                        org.assertj.core.groups.Tuple.tuple("process", true),
                        org.assertj.core.groups.Tuple.tuple("docker", false));
        List<String> problems = report.hosts().getLast().problems();
        assertThatThrownBy(() -> Dockers.place(environment)).hasMessage(problems.getFirst());
    }

    @Test
    void it_leaves_nothing_behind() throws Exception {
        Labs.assume();
        List<String> before = interfaces();
        new Doctor(Map.of("DOCKER_HOST", "unix:///none"), folder).examine();
        assertThat(interfaces()).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    @Tag("docker")
    void with_docker_and_the_image_every_host_works() {
        Labs.assume();
        Dockers.host();
        Doctor.Report report = new Doctor(System.getenv(), folder).examine();
        assertThat(report.hosts()).allMatch(HostCheck::works);
        assertThat(report.checks())
                .filteredOn(check -> check.what().equals("Docker"))
                .singleElement()
                .satisfies(check -> assertThat(check.says()).contains("API 1."));
    }

    private static List<String> interfaces() throws Exception {
        try (var links = Files.list(Path.of("/sys/class/net"))) {
            return links.map(Path::toString)
                    .filter(link -> !link.matches(".*/(veth|br-).*")) // other containers'
                    .sorted()
                    .toList();
        }
    }
}
