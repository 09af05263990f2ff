/**
 * The nouns that every module shares: schemas and columnar batches, errors with a code, and the
 * state machine of everything that has a life.
 *
 * <pre>{@code
 * Schema schema = Schema.of(Column.bytes("image"), Column.int64("label"));
 * Batch batch = Batch.of(schema, new ColumnValues.Bytes(images), new ColumnValues.Int64s(labels));
 * }</pre>
 */
@NullMarked
package io.manabi.core;

import org.jspecify.annotations.NullMarked;
