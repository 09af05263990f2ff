/**
 * Sources of rows in files: CSV, JSON lines, TFRecord of Example, and Parquet.
 *
 * <pre>{@code
 * Schema schema = Schema.of(Column.int64("age"), Column.bytes("workclass").optional());
 * RecordSource rows = CsvSource.of(schema, List.of("data/*.csv.gz"), CsvFormat.rfc4180());
 * }</pre>
 */
@NullMarked
package io.manabi.pipelines.sources;

import org.jspecify.annotations.NullMarked;
