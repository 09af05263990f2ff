package io.manabi.pipelines.preprocess;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;

import io.manabi.core.Schema;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.Location;
import io.manabi.pipelines.preprocess.ShardStatistics.Stage;
import io.manabi.pipelines.statistics.ColumnStatistics;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.SchemaProto;
import io.manabi.pipelines.statistics.StatisticsAccumulator;
import io.manabi.pipelines.statistics.StatisticsMessages;
import io.manabi.pipelines.validation.Comparison;
import io.manabi.pipelines.validation.DataSchema;
import io.manabi.pipelines.validation.StatisticsPage;
import io.manabi.transform.IntegerRange;
import io.manabi.transform.TransformGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an output folder tells of the data: a folder about them as they were read and one about them
 * as they were written, each with {@code schema.pbtxt}, {@code statistics.pb} and {@code
 * statistics.html}. The messages are those of TensorFlow Metadata; tf.Transform's name of the
 * second folder is the same.
 */
final class Metadata {
  static final String SCHEMA = "schema.pbtxt";
  private static final String STATISTICS = "statistics.pb";
  private static final String PAGE = "statistics.html";

  private final PreprocessJob job;
  private final Path raw;
  private final Path transformed;

  /**
   * Begins to write.
   *
   * @param output the output folder, or where what becomes it is on this machine
   */
  Metadata(PreprocessJob job, Path output) throws IOException {
    this.job = job;
    this.raw = Files.createDirectory(output.resolve(PreprocessPipeline.RAW_METADATA));
    this.transformed =
        Files.createDirectory(output.resolve(PreprocessPipeline.TRANSFORMED_METADATA));
  }

  /** Writes the schemas; integers that are indices of something have their range as a domain. */
  void writeSchemas(TransformGraph graph) {
    DataSchema.of(schema(first(job.inputs()))).write(raw.resolve(SCHEMA));
    Map<String, IntegerRange> ranges = graph.ranges(job.function());
    SchemaProto.Schema.Builder schema =
        DataSchema.of(graph.outputs(job.function())).proto().toBuilder();
    for (SchemaProto.Feature.Builder feature : schema.getFeatureBuilderList()) {
      IntegerRange range = ranges.get(feature.getName());
      if (range != null) {
        feature.setIntDomain(
            SchemaProto.IntDomain.newBuilder()
                .setMin(range.min())
                .setMax(range.max())
                .setIsCategorical(true));
      }
    }
    new DataSchema(schema.build()).write(transformed.resolve(SCHEMA));
  }

  /**
   * Writes the statistics.
   *
   * @param shards all shards of all data sets, in order
   * @param kept the folder with what {@link ShardStatistics} kept of each
   * @return the columns that no row of any data set has a value in
   */
  List<String> writeStatistics(TransformGraph graph, List<Shard> shards, Location kept) {
    Map<String, StatisticsAccumulator> before = new TreeMap<>();
    Map<String, StatisticsAccumulator> after = new TreeMap<>();
    job.inputs()
        .keySet()
        .forEach(
            name -> {
              before.put(name, StatisticsAccumulator.of(schema(name)));
              after.put(name, StatisticsAccumulator.of(graph.outputs(job.function())));
            });
    for (Shard shard : shards) {
      requireNonNull(before.get(shard.dataSet()))
          .merge(ShardStatistics.read(kept, shard, Stage.RAW));
      requireNonNull(after.get(shard.dataSet()))
          .merge(ShardStatistics.read(kept, shard, Stage.TRANSFORMED));
    }
    write(after, transformed);
    return write(before, raw).stream()
        .flatMap(statistics -> statistics.columns().stream())
        .collect(groupingBy(ColumnStatistics::name, summingLong(ColumnStatistics::present)))
        .entrySet()
        .stream()
        .filter(column -> column.getValue() == 0)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static List<DataStatistics> write(
      Map<String, StatisticsAccumulator> dataSets, Path folder) {
    List<DataStatistics> statistics = new ArrayList<>();
    statistics.add(of(dataSets, first(dataSets)));
    dataSets.keySet().stream()
        .filter(name -> !name.equals(first(dataSets)))
        .forEach(name -> statistics.add(of(dataSets, name)));
    AtomicFiles.write(
        folder.resolve(STATISTICS),
        out -> out.write(StatisticsMessages.list(statistics).toByteArray()));
    String page =
        statistics.size() == 1
            ? StatisticsPage.of(statistics.get(0), List.of())
            : StatisticsPage.of(Comparison.of(statistics.get(0), statistics.get(1)), List.of());
    AtomicFiles.writeText(folder.resolve(PAGE), page);
    return statistics;
  }

  private static DataStatistics of(Map<String, StatisticsAccumulator> dataSets, String name) {
    return requireNonNull(dataSets.get(name)).statistics(name);
  }

  /** What is trained on, which the page compares with the next one by name. */
  private static String first(Map<String, ?> dataSets) {
    return dataSets.containsKey("train") ? "train" : dataSets.keySet().iterator().next();
  }

  private Schema schema(String dataSet) {
    return requireNonNull(job.inputs().get(dataSet)).schema();
  }
}
