/// The contract between the controller and a node: hello, start, commands, events. Uses no other
/// package of the lab; entry type SpecJson.
@NullMarked
package org.flowlab.node.spec;

import org.jspecify.annotations.NullMarked;
