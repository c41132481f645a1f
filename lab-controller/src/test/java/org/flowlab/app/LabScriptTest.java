package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flowlab.trial.ShippedFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// When `./lab` builds: over a tree in which Maven and Java only say that they were called.
class LabScriptTest {
    @TempDir private Path root;

    @BeforeEach
    void makeTree() throws IOException {
        Path real = ShippedFiles.folder("topologies").getParent();
        script("lab", Files.readString(real.resolve("lab")));
        script(".mvn/find-jdk", "#!/bin/sh\necho '" + root + "/jdk'\n");
        script("jdk/bin/java", "#!/bin/sh\necho java\n");
        script(
                "mvnw",
                """
                #!/bin/sh
                cd "$(dirname "$0")"
                echo built >>builds
                touch lab-controller/target/flowlab-controller-0.1.0.jar
                mkdir -p lab-controller/target/lib
                """);
        for (String file :
                new String[] {
                    "pom.xml",
                    "node-images/pom.xml",
                    "node-images/src/main/java/Node.java",
                    "lab-controller/pom.xml",
                    "lab-controller/src/main/java/One.java",
                    "lab-controller/src/main/java/Two.java"
                }) {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, file);
            Files.setLastModifiedTime(path, FileTime.from(1_700_000_000, TimeUnit.SECONDS));
        }
    }

    private void script(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'',C.UTF-8,false",
        "C,C.UTF-8,true",
        "none_SUCH.UTF-8,C.UTF-8,false",
        "C.UTF-8,C.UTF-8,false"
    })
    void java_can_open_any_file_and_is_told_what_the_terminal_shows(
            String locale, String inForce, boolean ascii) throws Exception {
        buildsAfterUse();
        script("jdk/bin/java", "#!/bin/sh\necho \"$LC_ALL\" \"$@\"\n");
        ProcessBuilder lab = new ProcessBuilder(root.resolve("lab").toString(), "flows");
        lab.environment().keySet().removeAll(List.of("LANG", "LC_CTYPE"));
        lab.environment().put("LC_ALL", locale);
        String said = new String(lab.start().getInputStream().readAllBytes());
        assertThat(said).startsWith(inForce + " ");
        assertThat(said.contains("-Dflowlab.ascii=true")).isEqualTo(ascii);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "C", "POSIX"})
    void maven_can_open_files_in_a_folder_of_any_name(String locale) throws Exception {
        Path real = ShippedFiles.folder("topologies").getParent();
        script("mvnw", Files.readString(real.resolve("mvnw")));
        script("bin/mvn", "#!/bin/sh\necho \"$LC_ALL\" \"$@\"\n");
        Path elsewhere = Files.createSymbolicLink(root.resolve("näme mit Platz"), root);
        ProcessBuilder mvnw =
                new ProcessBuilder(
                        "sh", "-c", "PATH=$0/bin:$PATH; \"$0/mvnw\" verify", "" + elsewhere);
        mvnw.environment().keySet().removeAll(List.of("LANG", "LC_CTYPE"));
        mvnw.environment().put("LC_ALL", locale);
        assertThat(new String(mvnw.start().getInputStream().readAllBytes()))
                .isEqualTo("C.UTF-8 -f " + root + "/pom.xml verify\n");
    }

    private String saysAndFails(ProcessBuilder lab) throws Exception {
        Process running = lab.redirectErrorStream(true).start();
        String said = new String(running.getInputStream().readAllBytes());
        assertThat(running.waitFor()).as(said).isEqualTo(Exit.MACHINE);
        assertThat(said).startsWith("flowlab: the JVM in " + root + "/jdk does not start:\n");
        assertThat(root.resolve("builds")).doesNotExist();
        return said;
    }

    @Test
    void a_jvm_that_does_not_start_is_reported_with_the_reason_and_the_remedy() throws Exception {
        script("jdk/bin/java", "#!/bin/sh\necho Unrecognized VM option Bad >&2\nexit 1\n");
        ProcessBuilder lab = new ProcessBuilder(root.resolve("lab").toString(), "flows");
        lab.environment().put("JAVA_TOOL_OPTIONS", "-XX:Bad");
        assertThat(saysAndFails(lab))
                .endsWith(
                        "Unrecognized VM option Bad\n"
                                + "flowlab: Correct or unset JAVA_TOOL_OPTIONS (now: -XX:Bad).\n");
        lab.environment().remove("JAVA_TOOL_OPTIONS");
        assertThat(saysAndFails(lab)).contains("flowlab: Set JAVA_HOME to the folder of a JDK 25");
    }

    @Test
    void within_a_limit_on_address_space_that_no_jvm_can_live_with_it_says_so() throws Exception {
        ProcessBuilder lab =
                new ProcessBuilder(
                        "sh", "-c", "ulimit -v 900000; \"$0\" flows", "" + root.resolve("lab"));
        Process running = lab.redirectErrorStream(true).start();
        String said = new String(running.getInputStream().readAllBytes());
        assertThat(running.waitFor()).as(said).isEqualTo(Exit.MACHINE);
        assertThat(said).contains("address space", "ulimit -v", "900000 KiB");
    }

    @Test
    void a_jvm_that_started_once_is_not_tried_before_each_command() throws Exception {
        script("jdk/bin/java", "#!/bin/sh\necho $@ >>" + root + "/starts\necho java\n");
        buildsAfterUse();
        Files.delete(root.resolve("starts"));
        buildsAfterUse();
        assertThat(Files.readAllLines(root.resolve("starts")))
                .singleElement()
                .asString()
                .endsWith(" flows");
    }

    @Test
    void it_may_be_called_by_links_to_it() throws Exception {
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("a"), root.resolve("lab"));
        Files.createSymbolicLink(elsewhere.resolve("b"), link.getFileName());
        Process lab =
                new ProcessBuilder("sh", "-c", "PATH=.:$PATH; cd \"$0\" && b flows", "" + elsewhere)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(lab.getInputStream().readAllBytes());
        assertThat(lab.waitFor()).as(said).isZero();
        assertThat(said).endsWith("java\n");
    }

    @Test
    void where_it_cannot_build_it_says_so() throws Exception {
        Files.writeString(root.resolve("node-images/target"), "no folder");
        Process lab =
                new ProcessBuilder(root.resolve("lab").toString(), "flows")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(lab.getInputStream().readAllBytes());
        assertThat(lab.waitFor()).as(said).isEqualTo(Exit.MACHINE);
        assertThat(said)
                .startsWith("flowlab: it must be built")
                .contains("node-images/target cannot be written to")
                .hasLineCount(1);
        assertThat(root.resolve("builds")).doesNotExist();
    }

    @Test
    void what_is_temporary_goes_where_the_user_says() throws Exception {
        buildsAfterUse();
        script("jdk/bin/java", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        ProcessBuilder lab = new ProcessBuilder(root.resolve("lab").toString(), "flows");
        lab.environment().put("TMPDIR", "/a folder");
        assertThat(new String(lab.start().getInputStream().readAllBytes()))
                .contains("\n-Djava.io.tmpdir=/a folder\n");
        lab.environment().remove("TMPDIR");
        assertThat(new String(lab.start().getInputStream().readAllBytes()))
                .doesNotContain("java.io.tmpdir");
    }

    /// A Java that says its arguments; as which it trains, it does what is given.
    private void javaThatTrainsBy(String commands) throws IOException {
        script(
                "jdk/bin/java",
                """
                #!/bin/sh
                case $1 in
                  -XX:AOTCacheOutput=*)
                    echo trained >>%s/trainings
                    echo half >"${1#*=}"
                    mkdir %s
                    %s ;;
                esac
                echo "$@"
                """
                        .formatted(root, target("training"), commands));
    }

    private Path target(String file) {
        return root.resolve("lab-controller/target").resolve(file);
    }

    private String saysToRun() throws Exception {
        Process lab =
                new ProcessBuilder(root.resolve("lab").toString(), "run", "some.yaml").start();
        String said = new String(lab.getInputStream().readAllBytes());
        assertThat(lab.waitFor()).as(said).isZero();
        return said;
    }

    private List<String> trainings() throws IOException {
        return Files.readAllLines(root.resolve("trainings"));
    }

    private void assertNothingIsLeftOfTraining() {
        for (String file : new String[] {"training", "lab.aot.new", "lab.aot.new.config"}) {
            assertThat(target(file)).doesNotExist();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "exit 0,true,1",
        "exit 1,true,1",
        "exit 3,false,2",
        "exit 130,false,1",
        "'rm \"${1#*=}\"; exit 0',false,1"
    })
    void only_a_finished_training_makes_a_cache_and_only_with_it_does_the_better_compiler_run(
            String training, boolean kept, int trainingsInTwoRuns) throws Exception {
        javaThatTrainsBy(training);
        for (int run = 0; run < 2; run++) {
            String said = saysToRun();
            assertThat(said.startsWith("-XX:AOTCache=")).isEqualTo(kept);
            assertThat(said.contains("-XX:TieredStopAtLevel=1")).isEqualTo(!kept);
            assertNothingIsLeftOfTraining();
        }
        assertThat(trainings()).hasSize(trainingsInTwoRuns);
        assertThat(root.resolve("builds")).hasContent("built\n");
    }

    @Test
    void it_trains_again_when_maven_made_the_same_anew_and_uses_no_cache_until_then()
            throws Exception {
        javaThatTrainsBy("exit 0");
        saysToRun();
        assertThat(saysToRun()).startsWith("-XX:AOTCache=");
        assertThat(trainings()).hasSize(1);
        Files.setLastModifiedTime(
                target("lab.aot"), FileTime.from(1_700_000_000, TimeUnit.SECONDS));
        Process flows = new ProcessBuilder(root.resolve("lab").toString(), "flows").start();
        assertThat(new String(flows.getInputStream().readAllBytes()))
                .startsWith("-XX:TieredStopAtLevel=1");
        assertThat(trainings()).hasSize(1);
        assertThat(saysToRun()).startsWith("-XX:AOTCache=");
        assertThat(trainings()).hasSize(2);
        assertThat(root.resolve("builds")).hasContent("built\n");
    }

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143", "HUP,143", "KILL,137"})
    void a_training_that_is_interrupted_leaves_nothing_and_is_done_again(String signal, int exit)
            throws Exception {
        javaThatTrainsBy(
                "echo $$ >%s/pid; mv %s/pid %s/trains; exec sleep 60".formatted(root, root, root));
        Process lab =
                new ProcessBuilder(root.resolve("lab").toString(), "run", "some.yaml")
                        .redirectErrorStream(true)
                        .redirectOutput(root.resolve("said").toFile())
                        .start();
        for (int i = 0; i < 1_000 && !Files.exists(root.resolve("trains")); i++) {
            Thread.sleep(10);
        }
        long trains = Long.parseLong(Files.readString(root.resolve("trains")).strip());
        new ProcessBuilder("kill", "-" + signal, "" + lab.pid()).start().waitFor();
        assertThat(lab.waitFor(30, TimeUnit.SECONDS)).as("ends before its child would").isTrue();
        assertThat(lab.exitValue()).isEqualTo(exit);
        if (signal.equals("KILL")) { // which nobody can answer; Java ends by itself some time
            new ProcessBuilder("kill", "" + trains).start().waitFor();
        } else {
            assertNothingIsLeftOfTraining();
            assertThat(ProcessHandle.of(trains).filter(ProcessHandle::isAlive)).isEmpty();
        }
        assertThat(target("lab.aot")).doesNotExist();
        javaThatTrainsBy("exit 0");
        assertThat(saysToRun()).startsWith("-XX:AOTCache=");
        assertThat(target("lab.aot")).hasContent("half\n");
        assertNothingIsLeftOfTraining();
        assertThat(trainings()).hasSize(2);
        assertThat(root.resolve("builds")).hasContent("built\n");
    }

    private int buildsAfterUse() throws Exception {
        Process lab =
                new ProcessBuilder(root.resolve("lab").toString(), "flows")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(lab.getInputStream().readAllBytes());
        assertThat(lab.waitFor()).as(said).isZero();
        assertThat(said).endsWith("java\n");
        return Files.readAllLines(root.resolve("builds")).size();
    }

    @Test
    void it_builds_once_and_again_when_a_source_came_changed_or_went() throws Exception {
        assertThat(buildsAfterUse()).isEqualTo(1);
        assertThat(buildsAfterUse()).isEqualTo(1);
        Path one = root.resolve("lab-controller/src/main/java/One.java");
        Files.writeString(one, "changed");
        assertThat(buildsAfterUse()).isEqualTo(2);
        Files.delete(one);
        assertThat(buildsAfterUse()).isEqualTo(3);
        Files.writeString(one, "there again");
        assertThat(buildsAfterUse()).isEqualTo(4);
        assertThat(buildsAfterUse()).isEqualTo(4);
    }

    @Test
    void it_builds_again_when_a_file_is_put_back_to_an_older_one() throws Exception {
        assertThat(buildsAfterUse()).isEqualTo(1);
        Path pom = root.resolve("lab-controller/pom.xml");
        Files.setLastModifiedTime(pom, FileTime.from(1_600_000_000, TimeUnit.SECONDS));
        assertThat(buildsAfterUse()).isEqualTo(2);
        Files.writeString(pom, "much longer than it was");
        Files.setLastModifiedTime(pom, FileTime.from(1_600_000_000, TimeUnit.SECONDS));
        assertThat(buildsAfterUse()).isEqualTo(3);
    }

    @Test
    void classes_of_removed_sources_are_not_kept() throws Exception {
        buildsAfterUse();
        Path old = root.resolve("lab-controller/target/classes/Old.class");
        Files.createDirectories(old.getParent());
        Files.writeString(old, "");
        Files.delete(root.resolve("lab-controller/src/main/java/Two.java"));
        buildsAfterUse();
        assertThat(old).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "run,true",
        "serve,true",
        "flow,true",
        "labs,false",
        "exec,false",
        "destroy,false",
        "deploy,false"
    })
    void only_what_makes_networks_enters_a_user_namespace(String command, boolean enters)
            throws Exception {
        javaThatTrainsBy("exit 0");
        script("bin/id", "#!/bin/sh\necho 1234\n");
        script("bin/unshare", "#!/bin/sh\n[ \"$3\" = true ] || echo \"entered $*\"\n");
        Process lab =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "PATH=$0/bin:$PATH; exec \"$0/lab\" \"$@\"",
                                "" + root,
                                command)
                        .start();
        String said = new String(lab.getInputStream().readAllBytes());
        assertThat(lab.waitFor()).as(said).isZero();
        assertThat(said.startsWith("entered --user --map-root-user")).as(said).isEqualTo(enters);
        assertThat(said).contains("-Dflowlab.uid=1234");
    }

    @Test
    void a_controller_measures_like_a_run() throws Exception {
        javaThatTrainsBy("exit 0");
        String run = saysTo("run");
        assertThat(saysTo("serve").replace(" serve", " run")).isEqualTo(run);
        assertThat(saysTo("labs")).contains("-XX:TieredStopAtLevel=1");
    }

    private String saysTo(String command) throws Exception {
        Process lab = new ProcessBuilder(root.resolve("lab").toString(), command).start();
        String said = new String(lab.getInputStream().readAllBytes());
        assertThat(lab.waitFor()).as(said).isZero();
        return said;
    }
}
