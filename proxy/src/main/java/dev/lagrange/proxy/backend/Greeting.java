package dev.lagrange.proxy.backend;

import dev.lagrange.proxy.wire.CancelKey;
import io.netty.channel.Channel;
import java.util.Map;

/**
 * What a server says at the end of a login.
 *
 * @param parameters its settings, changed whenever it reports another value
 */
record Greeting(Channel channel, CancelKey key, Map<String, String> parameters) {}
