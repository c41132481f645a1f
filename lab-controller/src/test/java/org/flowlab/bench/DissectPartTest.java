package org.flowlab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.flowlab.bench.Finding.Verdict;
import org.flowlab.lab.runtime.jvm.JvmHost;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.Test;

class DissectPartTest {
    private static List<Finding> memory(long... quarters) {
        List<Finding> findings = new ArrayList<>();
        DissectPart.memory(
                new Part.Run(true, new Seed(1), new JvmHost(), findings::add),
                java.util.Arrays.stream(quarters).boxed().toList());
        return findings;
    }

    @Test
    void memory_that_grows_with_the_file_is_wrong() {
        assertThat(memory(5_200_000, 5_300_000, 5_300_000, 5_400_000))
                .extracting(Finding::value, Finding::verdict)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(5.3, Verdict.STATED),
                        org.assertj.core.groups.Tuple.tuple(5.4, Verdict.MET));
        assertThat(memory(5_000_000, 10_000_000, 15_000_000, 20_000_000).getLast().verdict())
                .isEqualTo(Verdict.WRONG);
    }
}
