/**
 * The JDBC driver: {@code jdbc:lagrange:postgresql://a,b,c/db?consistency=eventual}. This package
 * is its public surface; those below it are not.
 */
@NullMarked
package dev.lagrange.driver;

import org.jspecify.annotations.NullMarked;
