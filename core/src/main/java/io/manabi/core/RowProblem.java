package io.manabi.core;

import org.jspecify.annotations.Nullable;

/**
 * Why a row cannot be used.
 *
 * @param column the column that is wrong; null if it is the row as a whole
 * @param reason what is wrong and what was expected, a phrase without a full stop
 */
public record RowProblem(@Nullable String column, String reason) {}
