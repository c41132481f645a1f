/// Measures this machine for `./lab bench`: how fast labs come up, how true the wire is, how fast
/// it and the dissector are. Uses trial and what is below it; entry type Bench.
@NullMarked
package org.flowlab.bench;

import org.jspecify.annotations.NullMarked;
