/// HTTP/1.1 pipelines on TCP, TLS or a tunnel: codecs within limits, a client's exchange, a
/// watchdog against peers that stall. Uses spec.
@NullMarked
package org.flowlab.node.http1;

import org.jspecify.annotations.NullMarked;
