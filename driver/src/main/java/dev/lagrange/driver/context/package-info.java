/**
 * Scopes in code: the level of what is read in a block, and the session that a block belongs to.
 */
@NullMarked
package dev.lagrange.driver.context;

import org.jspecify.annotations.NullMarked;
