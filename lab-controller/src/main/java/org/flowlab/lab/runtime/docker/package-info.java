/// Runs nodes in Docker containers, whose network namespaces the lab wires as any other. Uses
/// lab.runtime and sys; entry type DockerHost.
@NullMarked
package org.flowlab.lab.runtime.docker;

import org.jspecify.annotations.NullMarked;
