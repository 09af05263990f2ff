/**
 * Where rows come from: files of CSV, JSON lines and TFRecord, local or on any file system that
 * Beam knows, with globs and gzip.
 *
 * <pre>{@code
 * RecordSource source =
 *     CsvSource.of(
 *         Schema.of(Column.int64("age"), Column.bytes("workclass").optional()),
 *         List.of("data/adult-*.csv"),
 *         CsvFormat.rfc4180());
 * }</pre>
 */
@NullMarked
package io.manabi.pipelines.sources;

import org.jspecify.annotations.NullMarked;
