/// Runs users' commands (`kind: host`) in a node's namespace. Uses lab.runtime and sys; entry type
/// HostNode.
@NullMarked
package org.flowlab.lab.program;

import org.jspecify.annotations.NullMarked;
