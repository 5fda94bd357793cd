/** The classification of MySQL's statements, judged by a real server. */
@NullMarked
package dev.lagrange.control.mysql;

import org.jspecify.annotations.NullMarked;
