/**
 * Sessions of Spring Boot web applications: each request begins where the client's last one was.
 * Needs {@code sessionScope=context} in the data source's URL, and nothing in the application's
 * code.
 */
@NullMarked
package dev.lagrange.springboot;

import org.jspecify.annotations.NullMarked;
