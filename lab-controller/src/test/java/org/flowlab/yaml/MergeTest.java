package org.flowlab.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The merge key `<<`, as PyYAML, Go's yaml.v3 and libyaml's other users have it.
@Timeout(30)
class MergeTest {
    private static YamlFile file(String yaml) {
        return YamlFile.parse("f.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    /// The scalars of the mapping under `key`.
    private static Map<String, String> mapping(String yaml, String key) {
        YamlFile file = file(yaml);
        Map<String, String> texts = new TreeMap<>();
        file.root().map().get(key).map().forEach((k, v) -> texts.put(k, v.text().orElseThrow()));
        file.problems().check();
        return texts;
    }

    @Test
    void an_anchors_entries_are_merged_and_explicit_ones_win_wherever_they_stand() {
        String slow = "slow: &slow {delay: 80ms, loss: 1%}\n";
        assertThat(mapping(slow + "tc: {<<: *slow, loss: 2%}\n", "tc"))
                .isEqualTo(Map.of("delay", "80ms", "loss", "2%"));
        assertThat(mapping(slow + "tc:\n  loss: 2%\n  <<: *slow\n", "tc"))
                .isEqualTo(Map.of("delay", "80ms", "loss", "2%"));
        assertThat(mapping("tc: {<<: {delay: 5ms}, loss: 2%}\n", "tc"))
                .isEqualTo(Map.of("delay", "5ms", "loss", "2%"));
    }

    @Test
    void in_a_list_of_mappings_the_earlier_one_wins() {
        assertThat(
                        mapping(
                                "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nm: {<<: [*a, *b], w: 3}\n",
                                "m"))
                .isEqualTo(Map.of("x", "1", "y", "1", "z", "2", "w", "3"));
        assertThat(mapping("m: {<<: [], w: 3}\n", "m")).isEqualTo(Map.of("w", "3"));
    }

    @Test
    void what_is_merged_may_merge_itself() {
        assertThat(mapping("a: &a {x: 1, y: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b, z: 3}\n", "c"))
                .isEqualTo(Map.of("x", "1", "y", "2", "z", "3"));
    }

    @Test
    void a_merged_value_cites_the_place_where_it_is_written() {
        YamlFile file = file("a: &a\n  delay: 5\nb: {<<: *a}\n");
        file.root().map().get("b").map().get("delay").problem("is wrong");
        assertThat(problems(file)).containsExactly("f.yaml:2:10: delay: is wrong");
    }

    @Test
    void an_unknown_key_that_was_merged_says_into_what() {
        YamlFile file = file("a: &a {delay: 5ms,\n   jiter: 1ms}\nb:\n  {<<: *a}\n");
        file.root().map().get("b").map(List.of("delay", "jitter"));
        assertThat(problems(file))
                .containsExactly(
                        "f.yaml:2:4: b: unknown key \"jiter\"; did you mean jitter? allowed: delay,"
                                + " jitter; merged by << into the mapping in line 4");
    }

    @Test
    void only_mappings_are_merged() {
        YamlFile file =
                file("a: {<<: x}\nb: {<<: [{x: 1}, [2]]}\nc: {<<: }\nd: {<<: {}, <<: {}}\n");
        file.root().map().values().forEach(YamlValue::map);
        assertThat(problems(file))
                .containsExactly(
                        "f.yaml:1:9: <<: a mapping to merge, or a list of mappings, is expected"
                                + " here, not \"x\"; write one as in <<: *name",
                        "f.yaml:2:18: <<: a mapping to merge, or a list of mappings, is expected"
                                + " here, not a list; write one as in <<: *name",
                        "f.yaml:3:8: <<: a mapping to merge, or a list of mappings, is expected"
                                + " here, not nothing; write one as in <<: *name",
                        "f.yaml:4:13: d: \"<<\" is written twice, the first time in line 4; keep one");
    }

    @Test
    void a_key_in_quotes_is_a_key_like_any_other() {
        assertThat(file("m: {\"<<\": {x: 1}}\n").root().map().get("m").map())
                .containsOnlyKeys("<<");
    }

    @Test
    void a_bomb_of_merges_is_refused_as_one_of_aliases_is() {
        StringBuilder yaml = new StringBuilder("a0: &a0 {k0: 1}\n");
        for (int i = 1; i < 30; i++) {
            yaml.append("a%d: &a%d {<<: [*a%d, *a%d]}\n".formatted(i, i, i - 1, i - 1));
        }
        InputException e = catchThrowableOfType(InputException.class, () -> file(yaml.toString()));
        assertThat(e).hasMessageContaining("there are more than 200000 values up to here");
    }

    private static List<String> problems(YamlFile file) {
        return catchThrowableOfType(InputException.class, () -> file.problems().check()).problems();
    }
}
