/// The C library by its own names, through `java.lang.foreign`: a C-named interface (LibC), its
/// binding, and closable handles over it. Uses nothing; entry types LibC and FileDescriptor.
@NullMarked
package org.flowlab.sys.libc;

import org.jspecify.annotations.NullMarked;
