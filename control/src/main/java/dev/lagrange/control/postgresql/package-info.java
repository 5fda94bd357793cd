/** PostgreSQL's part of the control plane: how its servers are stamped and probed. */
@NullMarked
package dev.lagrange.control.postgresql;

import org.jspecify.annotations.NullMarked;
