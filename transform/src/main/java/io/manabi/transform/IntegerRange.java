package io.manabi.transform;

import java.io.Serializable;

/**
 * From which to which number integers are.
 *
 * @param min the least that they may be
 * @param max the greatest
 */
public record IntegerRange(long min, long max) implements Serializable {}
