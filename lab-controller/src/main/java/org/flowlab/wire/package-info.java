/// Conversion of bytes to values and back. Each protocol has a package below this one; this package
/// holds what they share. No sockets, no clocks, no lab. Uses nothing of ours.
@NullMarked
package org.flowlab.wire;

import org.jspecify.annotations.NullMarked;
