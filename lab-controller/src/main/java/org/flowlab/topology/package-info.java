/// Reads and checks topology files, and gives nodes their addresses and routes: YAML to Topology to
/// Plan. Uses yaml and unit; entry type Topologies.
@NullMarked
package org.flowlab.topology;

import org.jspecify.annotations.NullMarked;
