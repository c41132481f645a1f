/// Where a node runs. Each way to run one is a package below. Uses sys and the node specification;
/// entry type NodeHost.
@NullMarked
package org.flowlab.lab.host;

import org.jspecify.annotations.NullMarked;
