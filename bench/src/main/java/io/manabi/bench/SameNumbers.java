package io.manabi.bench;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.TransformFunction;
import java.util.List;
import java.util.Map;

/** Leaves numbers as they are. */
final class SameNumbers implements Preprocessing {
  @Override
  public List<TransformFunction> functions() {
    return List.of(
        new TransformFunction(
            "same",
            Schema.of(Column.int64(TrainedCluster.NUMBER)),
            (tf, columns) -> Map.of(TrainedCluster.NUMBER, columns.int64s(TrainedCluster.NUMBER))));
  }
}
