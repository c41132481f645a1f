/// SPDY/3.1 sessions, and a child channel per stream so that what runs on TCP runs inside a stream.
/// Uses spec.
@NullMarked
package org.flowlab.node.spdy;

import org.jspecify.annotations.NullMarked;
