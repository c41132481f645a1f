package org.flowlab.sys.netlink;

import org.flowlab.sys.libc.SysException;

/// Thrown when the kernel refused a request. The message has the request, errno, and the kernel's
/// own words.
public final class NetlinkException extends SysException {
    private static final long serialVersionUID = 1;

    NetlinkException(String attempted, int errno, String text) {
        super(attempted, errno, text.isEmpty() ? SysException.hint(errno) : text);
    }
}
