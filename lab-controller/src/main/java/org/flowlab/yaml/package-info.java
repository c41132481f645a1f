/// Reads YAML files of users and keeps the place of every value, so that an error can cite it. Uses
/// nothing of ours; entry type YamlFile.
@NullMarked
package org.flowlab.yaml;

import org.jspecify.annotations.NullMarked;
