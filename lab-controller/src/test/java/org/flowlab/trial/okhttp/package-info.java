/// A client and an origin on OkHttp 2, another implementation of SPDY/3.1: programs that run as
/// hosts of a lab.
@NullMarked
package org.flowlab.trial.okhttp;

import org.jspecify.annotations.NullMarked;
