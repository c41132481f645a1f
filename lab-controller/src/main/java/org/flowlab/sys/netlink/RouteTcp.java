package org.flowlab.sys.netlink;

import org.jspecify.annotations.Nullable;

/// What a route says to the TCP connections over it.
///
/// @param initialWindow how many segments are sent at first; 0 for the kernel's own number
/// @param congestion the congestion control; null for the namespace's
public record RouteTcp(int initialWindow, @Nullable String congestion) {
    public static final RouteTcp NONE = new RouteTcp(0, null);

    boolean isEmpty() {
        return initialWindow == 0 && congestion == null;
    }
}
