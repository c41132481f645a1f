package org.flowlab.node.tls;

import io.netty.util.NetUtil;

/// Host names and dotted addresses told apart.
final class HostNames {
    private HostNames() {}

    static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host);
    }
}
