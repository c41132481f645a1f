/// Turns frames of a lab into messages, and messages into sightings of steps. Uses lab, dissect,
/// flow and fabric; entry types FrameFeed and Sightings.
@NullMarked
package org.flowlab.observe;

import org.jspecify.annotations.NullMarked;
