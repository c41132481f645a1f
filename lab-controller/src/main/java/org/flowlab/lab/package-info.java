/// Deploys a plan: namespaces, links on the fabric, nodes on their hosts; and takes it all down
/// again. Uses topology, fabric, sys, the node specification and unit; entry type Lab.
@NullMarked
package org.flowlab.lab;

import org.jspecify.annotations.NullMarked;
