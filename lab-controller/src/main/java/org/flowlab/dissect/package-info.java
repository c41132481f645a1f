/// Turns frames and a key log into the messages of every layer, including tunnels within tunnels.
/// Knows nothing of the lab. Uses wire and unit; entry type Dissector.
@NullMarked
package org.flowlab.dissect;

import org.jspecify.annotations.NullMarked;
