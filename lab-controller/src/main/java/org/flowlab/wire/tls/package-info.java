/// TLS 1.0 to 1.3 as it is on the wire: records, handshake messages, extensions, alerts, cipher
/// suites, and the lines of a key log. Nothing is decrypted here. Uses wire; entry types TlsRecord
/// and HandshakeMessage.
@NullMarked
package org.flowlab.wire.tls;

import org.jspecify.annotations.NullMarked;
