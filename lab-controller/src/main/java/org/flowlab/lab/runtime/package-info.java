/// The ways to run a node; each has a package below. Uses sys and the node specification; entry
/// type NodeHost.
@NullMarked
package org.flowlab.lab.runtime;

import org.jspecify.annotations.NullMarked;
