package io.manabi.pipelines;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A row that cannot be used, and why.
 *
 * @param file the file it is in
 * @param line its line, or its number in a file without lines; from 1
 * @param column the column that is wrong; null if it is the row as a whole
 * @param reason what is wrong and what was expected, a phrase without a full stop
 * @param content the row as it is in the file, perhaps cut; bytes that are no UTF-8 are replaced
 */
public record BadRow(String file, long line, @Nullable String column, String reason, String content)
    implements Serializable {}
