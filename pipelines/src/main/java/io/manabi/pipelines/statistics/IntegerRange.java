package io.manabi.pipelines.statistics;

import java.io.Serializable;

/**
 * Integers from one to another, both included.
 *
 * @param min the least
 * @param max the greatest
 */
public record IntegerRange(long min, long max) implements Serializable {}
