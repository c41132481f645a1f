/// The catalogue of flows as data; sightings of messages to a step ledger, conformance and theory.
/// Uses unit.
@NullMarked
package org.flowlab.flow;

import org.jspecify.annotations.NullMarked;
