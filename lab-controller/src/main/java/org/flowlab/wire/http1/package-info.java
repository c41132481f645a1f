/// HTTP/1.1 as it is on the wire: heads, and how long the body after each is. Uses nothing of ours;
/// entry types HttpHead and BodyFraming.
@NullMarked
package org.flowlab.wire.http1;

import org.jspecify.annotations.NullMarked;
