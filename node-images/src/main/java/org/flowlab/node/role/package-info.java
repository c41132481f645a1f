/// The three roles: client, proxy, origin. Uses tls, http1, spdy and spec; entry type Nodes.
@NullMarked
package org.flowlab.node.role;

import org.jspecify.annotations.NullMarked;
