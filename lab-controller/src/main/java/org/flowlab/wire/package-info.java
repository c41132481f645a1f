/// Bytes to values and back, one package per protocol below this one; here, what they share. Pure:
/// no sockets, no clocks, no lab. Uses nothing of ours.
@NullMarked
package org.flowlab.wire;

import org.jspecify.annotations.NullMarked;
