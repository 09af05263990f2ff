package io.manabi.pipelines.statistics;

/**
 * What is known of the strings in a column.
 *
 * @param averageLength their average length, in bytes; 0 if there is none
 * @param minLength the least length, in bytes
 * @param maxLength the greatest length, in bytes
 * @param notUtf8 how many are not valid UTF-8
 */
public record StringStatistics(
    double averageLength, long minLength, long maxLength, long notUtf8) {}
