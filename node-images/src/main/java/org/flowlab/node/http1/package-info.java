/// HTTP/1.1 codecs with limits, and a watchdog against peers that stall. Uses spec; entry types
/// Http1 and Watchdog.
@NullMarked
package org.flowlab.node.http1;

import org.jspecify.annotations.NullMarked;
