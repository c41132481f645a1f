/// Quantities with their units: bit rates, byte counts and seeds. Uses nothing of ours.
@NullMarked
package org.flowlab.unit;

import org.jspecify.annotations.NullMarked;
