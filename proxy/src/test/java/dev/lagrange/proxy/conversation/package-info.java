/**
 * Scripted conversations in the PostgreSQL protocol. Each is held with two addresses, PostgreSQL
 * itself and the one under test, and what they answered is compared message by message.
 */
@NullMarked
package dev.lagrange.proxy.conversation;

import org.jspecify.annotations.NullMarked;
