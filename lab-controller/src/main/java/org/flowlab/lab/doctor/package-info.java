/// Finds out what this machine lets a lab do. Uses lab.runtime and sys; entry type Doctor.
@NullMarked
package org.flowlab.lab.doctor;

import org.jspecify.annotations.NullMarked;
