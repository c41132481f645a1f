/// What the controller and a node tell each other, and nothing else: a node specification,
/// commands, events. Uses nothing of ours.
@NullMarked
package org.flowlab.node.spec;

import org.jspecify.annotations.NullMarked;
