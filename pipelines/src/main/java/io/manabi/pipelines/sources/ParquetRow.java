package io.manabi.pipelines.sources;

import io.manabi.core.Batch;

/**
 * A row to be written.
 *
 * @param batch the batch that it is in
 * @param row its number there
 */
record ParquetRow(Batch batch, int row) {}
