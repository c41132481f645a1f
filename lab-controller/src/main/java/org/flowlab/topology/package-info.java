/// A topology file, checked, then addressed and routed: YAML to Topology to Plan. Uses yaml and
/// unit.
@NullMarked
package org.flowlab.topology;

import org.jspecify.annotations.NullMarked;
