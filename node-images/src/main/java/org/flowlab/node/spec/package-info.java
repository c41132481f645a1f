/// What the controller and a node tell each other, and nothing else: a node specification,
/// commands, events. Uses nothing of ours; as JSON by SpecJson.
@NullMarked
package org.flowlab.node.spec;

import org.jspecify.annotations.NullMarked;
