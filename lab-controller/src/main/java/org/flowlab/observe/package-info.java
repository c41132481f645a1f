/// Frames of a lab to messages, and messages to sightings of steps. Uses lab, dissect, flow and
/// fabric; entry types FrameFeed and Sightings.
@NullMarked
package org.flowlab.observe;

import org.jspecify.annotations.NullMarked;
