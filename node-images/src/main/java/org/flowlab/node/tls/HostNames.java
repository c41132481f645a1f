package org.flowlab.node.tls;

import io.netty.util.NetUtil;

/// Distinguishes host names from dotted IPv4 addresses.
final class HostNames {
    private HostNames() {}

    static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host);
    }
}
