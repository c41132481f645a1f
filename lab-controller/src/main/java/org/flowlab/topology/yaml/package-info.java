/// YAML files of the user's, read with the place of every value kept, so that an error can say
/// where. Uses nothing of ours; entry type YamlFile.
@NullMarked
package org.flowlab.topology.yaml;

import org.jspecify.annotations.NullMarked;
