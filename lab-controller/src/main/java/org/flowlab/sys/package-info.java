/// The machine's network: namespaces, the ends of links in them, and what the machine must permit.
/// Uses sys.netlink, sys.libc and unit; entry types Namespace and Wiring.
@NullMarked
package org.flowlab.sys;

import org.jspecify.annotations.NullMarked;
