package org.flowlab.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.flowlab.unit.Seed;
import org.junit.jupiter.api.Test;

class PatchPanelTest {
    private final PatchPanel panel = new PatchPanel();
    private final Direction direction =
            new Direction(1, true, new Seed(1), Impairment.NONE, 10, 1, null, -1);

    private Switch bridge(String name) {
        return new Switch(panel, name);
    }

    private void join(Switch a, Switch b) {
        panel.check(a.name() + "-" + b.name(), End.port(a), End.port(b));
        panel.takePort(End.port(a), End.port(b));
        panel.takePort(End.port(b), End.port(a));
    }

    @Test
    void frames_of_a_device_go_where_it_was_plugged_in_until_it_is_unplugged() {
        for (int ifindex : new int[] {1, 63, 64, 5_000}) {
            End device = End.device(ifindex);
            panel.plug(device, panel.takePort(device, End.device(2)), direction);
            assertThat(panel.byIfindex(ifindex)).isSameAs(direction);
        }
        panel.unplug(End.device(64), -1);
        assertThat(panel.byIfindex(64)).isNull();
        assertThat(panel.byIfindex(5_000)).isSameAs(direction);
    }

    @Test
    void a_device_that_nobody_plugged_in_leads_nowhere() {
        for (int ifindex : new int[] {-1, 0, 3, 64, Integer.MAX_VALUE}) {
            assertThat(panel.byIfindex(ifindex)).isNull();
        }
    }

    @Test
    void a_device_has_one_link() {
        End device = End.device(3);
        panel.plug(device, -1, direction);
        assertThatThrownBy(() -> panel.check("b", End.device(4), device))
                .hasMessage("device 3: has a link already");
        assertThatThrownBy(() -> panel.check("a", End.device(4), End.device(4)))
                .hasMessage("link a: both ends are the same device");
        panel.unplug(device, -1);
        assertThatCode(() -> panel.check("b", End.device(4), device)).doesNotThrowAnyException();
    }

    @Test
    void a_number_that_no_kernel_gives_is_refused() {
        assertThatThrownBy(() -> panel.check("a", End.device(1), End.device((1 << 24) + 1)))
                .hasMessage("device 16777217: no such ifindex");
    }

    @Test
    void switches_form_no_loop() {
        Switch one = bridge("s1");
        Switch two = bridge("s2");
        Switch three = bridge("s3");
        join(one, two);
        join(two, three);
        assertThatThrownBy(() -> join(three, one))
                .hasMessage("link s3-s1: would close a loop of switches, between s3 and s1");
        assertThatThrownBy(() -> join(one, one)).hasMessageContaining("loop");
        panel.unplug(End.port(two), 1); // its way to s3
        panel.unplug(End.port(three), 0);
        assertThatCode(() -> join(three, one)).doesNotThrowAnyException();
    }

    @Test
    void a_switch_of_another_fabric_is_refused() {
        Switch other = new Switch(new PatchPanel(), "s9");
        assertThatThrownBy(() -> panel.check("a", End.device(1), End.port(other)))
                .hasMessage("link a: switch s9 belongs to another fabric");
    }
}
