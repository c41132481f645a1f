/// Results on disk: the folder of a run. Uses wire, fabric, topology, sys and unit; entry type
/// ResultsFolder.
@NullMarked
package org.flowlab.store;

import org.jspecify.annotations.NullMarked;
