/// Turns frames of a lab into messages, and messages into sightings of steps. Uses dissect, flow,
/// fabric, topology and wire; entry types FrameFeed and Sightings.
@NullMarked
package org.flowlab.observe;

import org.jspecify.annotations.NullMarked;
