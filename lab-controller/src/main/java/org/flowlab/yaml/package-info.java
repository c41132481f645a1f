/// Reads users' YAML files and keeps the place of every value, so that messages can name it. Uses
/// no other package of the lab; entry type YamlFile.
@NullMarked
package org.flowlab.yaml;

import org.jspecify.annotations.NullMarked;
