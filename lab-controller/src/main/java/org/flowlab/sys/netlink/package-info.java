/// rtnetlink: bytes to messages and back, purely, and a socket that sends a batch of them and tells
/// which one failed. Uses sys.libc; entry types Batch and NetlinkSocket.
@NullMarked
package org.flowlab.sys.netlink;

import org.jspecify.annotations.NullMarked;
