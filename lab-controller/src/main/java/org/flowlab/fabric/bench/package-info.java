/// Measures the wire on this machine, for `./lab bench`: fidelity of delay, loss and rate, and the
/// forwarding rate. Uses fabric, sys and unit; entry type FabricBench.
@NullMarked
package org.flowlab.fabric.bench;

import org.jspecify.annotations.NullMarked;
