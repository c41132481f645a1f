/// Measures this machine for `./lab bench`: how fast labs come up, how accurate the wire is, how
/// fast the wire and the dissector are. Uses trial and the packages below it; entry type Bench.
@NullMarked
package org.flowlab.bench;

import org.jspecify.annotations.NullMarked;
