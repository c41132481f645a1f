/// TLS by BoringSSL: contexts for servers and clients, NPN and ALPN, resumption, the key log, and
/// the lab's certificate authority. Uses spec; entry types ServerTls, ClientTls and Authority.
@NullMarked
package org.flowlab.node.tls;

import org.jspecify.annotations.NullMarked;
