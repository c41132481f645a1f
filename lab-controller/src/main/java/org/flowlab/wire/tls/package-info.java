/// TLS 1.0 to 1.3 as it is on the wire: records, handshake messages, extensions, alerts, cipher
/// suites, and the lines of a key log. Bytes to values; no keys are used here. Uses wire.
@NullMarked
package org.flowlab.wire.tls;

import org.jspecify.annotations.NullMarked;
