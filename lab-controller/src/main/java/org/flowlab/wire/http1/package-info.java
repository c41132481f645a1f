/// HTTP/1.1 as it is on the wire: the heads of messages, and where each body ends. Uses nothing of
/// ours; entry types HttpHead and BodyFraming.
@NullMarked
package org.flowlab.wire.http1;

import org.jspecify.annotations.NullMarked;
