package dev.lagrange.control.cluster;

import dev.lagrange.control.session.Floors;
import dev.lagrange.control.session.Samples;

/**
 * What can be known without waiting, for whoever must not: where an answer is missing, it throws
 * {@link Samples.NotYet}. Thread-safe if whoever asks the primary is.
 *
 * @param samples what nodes have answered
 * @param floors what reads ask for
 */
public record AtHand(Samples samples, Floors floors) {}
