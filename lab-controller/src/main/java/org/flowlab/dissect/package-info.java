/// Frames and a key log to messages of every layer, tunnels within tunnels. Knows nothing of the
/// lab. Uses wire and unit; entry type Dissector.
@NullMarked
package org.flowlab.dissect;

import org.jspecify.annotations.NullMarked;
