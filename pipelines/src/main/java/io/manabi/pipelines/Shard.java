package io.manabi.pipelines;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * A file to write: the element of the pipeline.
 *
 * @param dataSet the name of the data set
 * @param index the place among the files of the data set, from 0
 * @param count the number of files of the data set
 * @param splits what goes into the file
 */
record Shard(String dataSet, int index, int count, List<RecordSplit> splits)
    implements Serializable {
  /** Copies the list, into one that can be serialized. */
  Shard {
    splits = List.copyOf(splits);
  }

  /** The name that TensorFlow's tools give to the file of a data set. */
  String fileName(boolean gzip) {
    return String.format(
        Locale.ROOT, "%s-%05d-of-%05d.tfrecord%s", dataSet, index, count, gzip ? ".gz" : "");
  }
}
