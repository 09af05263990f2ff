package io.manabi.pipelines.statistics;

/**
 * A value and how often it is in the data.
 *
 * @param value the value as text; in bytes that are no UTF-8 the wrong ones are replaced, and a
 *     string of more than 256 bytes is told by its beginning and its hash
 * @param count how often it is there
 * @param error by how much the true number may be greater; 0 if {@code count} is the true number
 * @param hash what a {@link ValueSample} knows it by
 */
public record ValueFrequency(String value, long count, long error, long hash) {}
