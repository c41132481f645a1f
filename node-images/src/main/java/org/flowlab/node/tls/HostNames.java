package org.flowlab.node.tls;

import io.netty.util.NetUtil;

/// Tells host names from dotted addresses.
final class HostNames {
    private HostNames() {}

    static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host);
    }
}
