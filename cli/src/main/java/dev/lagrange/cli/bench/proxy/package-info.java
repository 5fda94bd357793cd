/** What the proxy costs, beside other proxies and none: {@code lagrange bench proxy}. */
@NullMarked
package dev.lagrange.cli.bench.proxy;

import org.jspecify.annotations.NullMarked;
