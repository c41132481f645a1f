/// A node as a process of its own: a specification and commands on standard input, events on
/// standard output. Uses role and spec; entry type Main.
@NullMarked
package org.flowlab.node.main;

import org.jspecify.annotations.NullMarked;
