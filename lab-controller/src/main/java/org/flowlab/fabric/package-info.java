/// The wire: carries every frame from one end of a link to the other, decides its fate, and notes
/// the times at which it entered and left. Uses sys and unit; entry type Fabric.
@NullMarked
package org.flowlab.fabric;

import org.jspecify.annotations.NullMarked;
