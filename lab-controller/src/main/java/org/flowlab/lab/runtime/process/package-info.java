/// Runs each node in a JVM of its own, in a namespace that the lab made. Uses lab.runtime and sys;
/// entry type ProcessHost.
@NullMarked
package org.flowlab.lab.runtime.process;

import org.jspecify.annotations.NullMarked;
