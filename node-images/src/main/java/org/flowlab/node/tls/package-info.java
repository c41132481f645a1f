/// TLS by BoringSSL: contexts for servers and clients, NPN and ALPN, resumption, the key log. Uses
/// spec.
@NullMarked
package org.flowlab.node.tls;

import org.jspecify.annotations.NullMarked;
