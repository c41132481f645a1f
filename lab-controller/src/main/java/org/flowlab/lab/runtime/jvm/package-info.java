/// Runs nodes as event loops of this JVM, on threads in the node's namespace. Uses lab.runtime, sys
/// and node.role.
@NullMarked
package org.flowlab.lab.runtime.jvm;

import org.jspecify.annotations.NullMarked;
