/// A client and an origin on OkHttp 2, another implementation of SPDY/3.1: programs that run as
/// hosts of a lab.
@NullMarked
package org.flowlab.experiment.okhttp;

import org.jspecify.annotations.NullMarked;
