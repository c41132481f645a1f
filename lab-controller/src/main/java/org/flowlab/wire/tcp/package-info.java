/// TCP segments (RFC 9293) and their options. Uses wire and wire.ip; entry types TcpView (bytes)
/// and TcpHeader (value).
@NullMarked
package org.flowlab.wire.tcp;

import org.jspecify.annotations.NullMarked;
