package io.manabi.pipelines.preprocess;

import io.manabi.core.files.ShardName;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A file to write: the element of the pipeline.
 *
 * @param dataSet the name of the data set
 * @param index the place among the files of the data set, from 0
 * @param count the number of files of the data set
 * @param splits what goes into the file
 */
record Shard(String dataSet, int index, int count, List<IndexedSplit> splits)
    implements Serializable {

  /** Copies the list. */
  Shard {
    splits = List.copyOf(splits);
  }

  /** Distributes splits, each file getting some that follow each other. */
  static List<Shard> of(String dataSet, List<IndexedSplit> splits, int most) {
    int count = Math.min(most, splits.size());
    List<Shard> shards = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int begin = splits.size() * i / count;
      int end = splits.size() * (i + 1) / count;
      shards.add(new Shard(dataSet, i, count, splits.subList(begin, end)));
    }
    return shards;
  }

  /**
   * The name that TensorFlow's tools give to the file of a data set.
   *
   * @param extension what it ends with
   */
  String fileName(String extension) {
    return new ShardName(dataSet, index, count, extension).toString();
  }
}
