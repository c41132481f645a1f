/// Stores the results of a run in a folder. Uses wire, fabric, topology, sys and unit; entry type
/// ResultsFolder.
@NullMarked
package org.flowlab.store;

import org.jspecify.annotations.NullMarked;
