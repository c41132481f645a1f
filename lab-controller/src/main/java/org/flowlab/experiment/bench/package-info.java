/// Measures this machine: how fast labs come up, how true the wire is, how fast it and the
/// dissector are. Uses experiment and what is below it; entry type Bench.
@NullMarked
package org.flowlab.experiment.bench;

import org.jspecify.annotations.NullMarked;
