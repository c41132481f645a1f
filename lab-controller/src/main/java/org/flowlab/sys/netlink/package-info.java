/// rtnetlink and generic netlink: bytes to messages and back, and a socket that sends a batch of
/// them and reports which one failed. Uses sys.libc; entry types Batch and NetlinkSocket.
@NullMarked
package org.flowlab.sys.netlink;

import org.jspecify.annotations.NullMarked;
