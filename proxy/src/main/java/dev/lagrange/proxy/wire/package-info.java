/** PostgreSQL's frontend/backend protocol, version 3: messages and how they are cut. */
@NullMarked
package dev.lagrange.proxy.wire;

import org.jspecify.annotations.NullMarked;
