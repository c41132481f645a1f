package org.flowlab.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Flow;
import org.junit.jupiter.api.Test;

class KeptFramesTest {
    private final KeptFrames kept = new KeptFrames(100);
    private final List<String> forgotten = new ArrayList<>();

    private FlowJob add(String id, long bytes) {
        Flow flow = Catalogue.flow("direct");
        FlowJob job =
                new FlowJob(
                        id, "lab", new FlowRequest(flow, Map.of(), ExpectedStatus.SUCCESS), null);
        kept.add(job, bytes, () -> forgotten.add(id));
        return job;
    }

    @Test
    void the_oldest_are_forgotten_when_there_is_no_more_room() {
        add("a", 40);
        add("b", 40);
        add("c", 20);
        assertThat(forgotten).isEmpty();
        add("d", 50);
        assertThat(forgotten).containsExactly("a", "b");
        assertThat(kept.bytes()).isEqualTo(70);
    }

    @Test
    void the_newest_is_kept_though_it_is_too_large() {
        add("a", 40);
        add("b", 400);
        assertThat(forgotten).containsExactly("a");
        assertThat(kept.bytes()).isEqualTo(400);
    }

    @Test
    void what_a_lab_forgets_itself_frees_its_room_once() {
        FlowJob a = add("a", 40);
        kept.remove(a);
        kept.remove(a);
        add("b", 100);
        assertThat(forgotten).isEmpty();
        assertThat(kept.bytes()).isEqualTo(100);
    }
}
