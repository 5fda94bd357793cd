package dev.lagrange.control;

/**
 * How many replicas must have a commit in their durable log before a primary acknowledges it, by
 * its own settings.
 *
 * @param needed that many of them; 0 if it waits for none
 * @param candidates of so many; 0 if any replica counts
 * @param connected as many are connected whose word counts, by name and address; 0 if not known
 * @param visible whether the monitor may see what its standbys receive
 * @param settings what says so, for people
 */
public record Acknowledgement(
    int needed, int candidates, int connected, boolean visible, String settings) {}
