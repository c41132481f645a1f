package org.flowlab.web;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.flowlab.lab.LinkState;
import org.flowlab.topology.Quantities;
import org.flowlab.topology.TcReader;
import org.flowlab.topology.TcReader.Tc;
import org.flowlab.topology.TrafficControl;
import org.flowlab.yaml.YamlFile;
import org.flowlab.yaml.YamlValue;
import org.jspecify.annotations.Nullable;

/// A change of a link, as a request's body describes it. Keys that it does not have keep their
/// values, also those that another change sets at the same moment.
final class LinkChange implements UnaryOperator<LinkState> {
    private static final List<String> KEYS = List.of("up", "tc", "direction");
    private static final List<String> DIRECTIONS = List.of("both", "forward", "reverse");

    private final YamlFile file;
    private final @Nullable Boolean up;
    private final @Nullable YamlValue tc;
    private final String direction;

    /// @throws org.flowlab.yaml.InputException if it is no change
    LinkChange(YamlFile file) {
        this.file = file;
        Map<String, YamlValue> entries = Body.entries(file, KEYS);
        YamlValue upValue = entries.get("up");
        YamlValue directionValue = entries.get("direction");
        up = upValue == null ? null : upValue.parsed(Quantities::truth).orElse(null);
        tc = entries.get("tc");
        direction =
                directionValue == null ? "both" : directionValue.oneOf(DIRECTIONS).orElse("both");
        if (file.root().isMap() && upValue == null && tc == null) {
            file.root().problem("nothing to change: up or tc is missing");
        }
        file.problems().check();
    }

    /// @throws org.flowlab.yaml.InputException if no wire can do what would result
    @Override
    public LinkState apply(LinkState state) {
        LinkState next = up == null ? state : state.withUp(up);
        if (tc != null && !direction.equals("reverse")) {
            Tc forward = read(tc, state.forward(), state.forwardMtu());
            next = next.withForward(forward.control(), mtu(forward));
        }
        if (tc != null && !direction.equals("forward")) {
            Tc reverse = read(tc, state.reverse(), state.reverseMtu());
            next = next.withReverse(reverse.control(), mtu(reverse));
        }
        file.problems().check();
        return next;
    }

    private static Tc read(YamlValue tc, TrafficControl before, int mtu) {
        return TcReader.read(tc, new Tc(before, mtu == 0 ? null : (Integer) mtu));
    }

    private static int mtu(Tc tc) {
        Integer mtu = tc.mtu();
        return mtu == null ? 0 : mtu;
    }
}
