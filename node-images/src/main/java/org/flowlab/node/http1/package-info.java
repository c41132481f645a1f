/// HTTP/1.1 pipelines on TCP, TLS or a tunnel. Uses spec.
@NullMarked
package org.flowlab.node.http1;

import org.jspecify.annotations.NullMarked;
