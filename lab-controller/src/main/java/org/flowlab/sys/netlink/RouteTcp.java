package org.flowlab.sys.netlink;

import org.jspecify.annotations.Nullable;

/// The TCP settings of a route, for the connections that use it.
///
/// @param initialWindow the number of segments sent at first; 0 for the kernel's default
/// @param congestion the congestion control; null for that of the namespace
public record RouteTcp(int initialWindow, @Nullable String congestion) {
    public static final RouteTcp NONE = new RouteTcp(0, null);

    boolean isEmpty() {
        return initialWindow == 0 && congestion == null;
    }
}
