package io.manabi.pipelines.statistics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.S3Store;
import io.manabi.pipelines.passes.Quarantine;
import io.manabi.pipelines.sources.CsvFormat;
import io.manabi.pipelines.sources.CsvSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RemoteStatisticsIT {

  @Test
  void needsNoFolderThatWorkersShareButTheStore() throws IOException, InterruptedException {
    S3Store store = S3Store.create("statistics");
    store.write("in.csv", "x\n1\n2\nthree\n");
    RecordSource source =
        CsvSource.of(
            Schema.of(Column.floats("x")), List.of("s3://statistics/in.csv"), CsvFormat.rfc4180());
    try (Quarantine quarantine = Quarantine.of(store.at("bad.jsonl"), List.of(source))) {
      StatisticsAccumulator result =
          StatisticsPipeline.run(
              source, ExactCounts.NONE, store.runner(), progress -> {}, quarantine);
      assertThat(result.statistics("all").rows()).isEqualTo(2);
    }
    Map<String, byte[]> content = store.content("");
    assertThat(content.keySet()).containsExactly("bad.jsonl", "in.csv");
    assertThat(new String(content.get("bad.jsonl"), UTF_8))
        .startsWith("{\"file\":\"s3://statistics/in.csv\",\"line\":4,\"column\":\"x\",");
  }
}
