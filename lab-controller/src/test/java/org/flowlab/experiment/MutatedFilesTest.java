package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flowlab.topology.Topologies;
import org.flowlab.trial.ShippedFiles;
import org.flowlab.yaml.InputException;
import org.junit.jupiter.api.Test;

/// Files that were good, with some of their words exchanged: they get further than noise does.
class MutatedFilesTest {
    private static final Pattern WORD = Pattern.compile("[\\w.%/:-]+");
    private static final List<String> STRANGE =
            List.of(
                    "",
                    "null",
                    "~",
                    "-1",
                    "0",
                    "1e9",
                    "99999999999999999999",
                    "{}",
                    "[]",
                    "[[]]",
                    "*a",
                    "&a x",
                    "\"\\0\"",
                    "\"\\e\"",
                    "true",
                    ".inf",
                    "0ms",
                    "100%",
                    "200%",
                    "1tbit",
                    "198.18.0.0/15",
                    "host",
                    "router",
                    "switch",
                    "{a: {b: c}}",
                    "? x",
                    "!!int 3",
                    "<<",
                    "'",
                    "é",
                    "all",
                    "direct",
                    "none");

    @Test
    void a_mutated_file_is_read_and_planned_or_refused_in_one_way() throws IOException {
        Random random = new Random(11);
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("topologies", "experiments")) {
            try (Stream<Path> all = Files.list(ShippedFiles.folder(folder))) {
                all.filter(p -> p.toString().endsWith(".yaml")).sorted().forEach(files::add);
            }
        }
        int refused = 0;
        int rounds = 6000;
        for (int i = 0; i < rounds; i++) {
            Path file = files.get(random.nextInt(files.size()));
            String yaml = mutate(Files.readString(file), random, words(files, random));
            try {
                read(file, yaml);
            } catch (InputException e) {
                refused++;
                assertEachHasItsPlace(file, e.problems(), yaml);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("on\n" + yaml, e);
            }
        }
        assertThat(refused).isBetween(rounds / 4, rounds - 100);
    }

    /// One line each, that begins with the file; of the topology that an experiment names, after a
    /// line that says where it is named.
    private static void assertEachHasItsPlace(Path file, List<String> problems, String yaml) {
        assertThat(problems).as(yaml).isNotEmpty().noneMatch(p -> p.contains("\n"));
        int elsewhere = 0;
        while (elsewhere < problems.size()
                && !problems.get(elsewhere)
                        .endsWith(": the topology has problems, which are listed below")) {
            elsewhere++;
        }
        assertThat(problems.subList(0, Math.min(elsewhere + 1, problems.size())))
                .as(yaml)
                .allMatch(p -> p.startsWith(file + ":"));
        assertThat(problems.stream().skip(elsewhere + 1L))
                .as(yaml)
                .allMatch(p -> p.matches("[^:]+: .+") || p.matches("[^:]+:\\d+:\\d+: .+"));
    }

    private static List<String> words(List<Path> files, Random random) throws IOException {
        Matcher m = WORD.matcher(Files.readString(files.get(random.nextInt(files.size()))));
        List<String> words = new ArrayList<>(STRANGE);
        while (m.find()) {
            words.add(m.group());
        }
        return words;
    }

    private static void read(Path file, String yaml) {
        byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
        if (file.toString().contains("topologies")) {
            Topologies.parse(file.toString(), bytes).plan();
        } else {
            ExperimentFile.parse(file, bytes).cells().forEach(c -> c.topology().plan());
        }
    }

    /// Exchanges one to three words, or a line for another.
    private static String mutate(String yaml, Random random, List<String> words) {
        String text = yaml.replaceAll("(?m)\\s*#.*$", "");
        for (int i = 0; i <= random.nextInt(3); i++) {
            List<int[]> places = new ArrayList<>();
            Matcher m = WORD.matcher(text);
            while (m.find()) {
                places.add(new int[] {m.start(), m.end()});
            }
            if (places.isEmpty()) {
                return text;
            }
            int[] at = places.get(random.nextInt(places.size()));
            String word = words.get(random.nextInt(words.size()));
            text = text.substring(0, at[0]) + word + text.substring(at[1]);
        }
        return text;
    }
}
