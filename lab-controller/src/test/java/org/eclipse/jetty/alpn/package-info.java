/// What OkHttp looks for where it negotiates protocols.
@NullMarked
package org.eclipse.jetty.alpn;

import org.jspecify.annotations.NullMarked;
