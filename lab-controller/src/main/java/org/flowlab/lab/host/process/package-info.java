/// Nodes that are processes of their own: commands of the user's in a node's namespace. Uses
/// lab.host and sys; entry type HostNode.
@NullMarked
package org.flowlab.lab.host.process;

import org.jspecify.annotations.NullMarked;
