/**
 * Files in YAML, and what is wrong with them line by line. Needs {@code
 * org.snakeyaml:snakeyaml-engine} on the class path.
 */
@NullMarked
package dev.lagrange.control.yaml;

import org.jspecify.annotations.NullMarked;
