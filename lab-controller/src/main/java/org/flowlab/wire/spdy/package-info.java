/// SPDY/3 and SPDY/3.1 as they are on the wire: frames, and header blocks with their compression.
/// Uses wire; entry types SpdyHeader, SpdyFrame and HeaderBlockReader.
@NullMarked
package org.flowlab.wire.spdy;

import org.jspecify.annotations.NullMarked;
