/// Nodes as event loops of this JVM, on threads that live in the node's namespace. Uses lab.host,
/// sys, node.role.
@NullMarked
package org.flowlab.lab.host.jvm;

import org.jspecify.annotations.NullMarked;
