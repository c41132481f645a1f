package org.flowlab.flow;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The nodes that play a run's roles, by name.
///
/// @param proxy null in a flow without a proxy
public record Parties(String client, @Nullable String proxy, String origin) {
    /// The role that `node` plays.
    public Optional<Role> role(String node) {
        if (node.equals(client)) {
            return Optional.of(Role.CLIENT);
        }
        if (node.equals(origin)) {
            return Optional.of(Role.ORIGIN);
        }
        return node.equals(proxy) ? Optional.of(Role.PROXY) : Optional.empty();
    }

    /// The node that plays `role`; the role's name if there is none.
    public String node(Role role) {
        return switch (role) {
            case CLIENT -> client;
            case ORIGIN -> origin;
            case PROXY -> proxy == null ? "proxy" : proxy;
        };
    }
}
