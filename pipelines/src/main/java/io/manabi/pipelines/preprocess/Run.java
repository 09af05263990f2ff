package io.manabi.pipelines.preprocess;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.files.Location;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.passes.BadRowFiles;
import io.manabi.pipelines.passes.Pass;
import io.manabi.transform.AnalysisPhase;
import io.manabi.transform.AnalysisPlan;
import io.manabi.transform.TransformGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;

/** The passes of a job, one after the other, into a folder that nobody sees yet. */
final class Run {
  private final PreprocessJob job;
  private final Workplace place;
  private final Map<String, List<String>> files = new TreeMap<>();
  private final Map<String, Long> rows = new HashMap<>();
  private final Map<String, Long> known = new HashMap<>();
  private List<String> emptyColumns = List.of();
  private long badRows;
  private long duplicates;
  private int pass;
  private int passes;

  /**
   * Prepares the passes.
   *
   * @param place where to write
   */
  Run(PreprocessJob job, Workplace place) {
    this.job = job;
    this.place = place;
  }

  void run(Map<String, List<IndexedSplit>> dataSets) throws IOException {
    AnalysisPlan plan = AnalysisPlan.of(job.preprocessing());
    passes = plan.phases() + 1 + (job.settings().deduplicate().isPresent() ? 1 : 0);
    Map<String, List<IndexedSplit>> splits = dataSets;
    if (job.settings().deduplicate().isPresent()) {
      splits = deduplicate(splits);
    }
    Path assets = place.folderHere("assets");
    while (!plan.isComplete()) {
      plan = plan.resolve(analyze(plan.next(), assets, splits).accumulators(), assets);
    }
    TransformGraph graph = plan.graph();
    transform(graph, assets, splits);
    graph.write(place.ownOutput().resolve(PreprocessPipeline.TRANSFORM));
  }

  Map<String, List<String>> files() {
    return files;
  }

  Map<String, Long> rows() {
    return rows;
  }

  List<String> emptyColumns() {
    return emptyColumns;
  }

  long badRows() {
    return badRows;
  }

  long duplicates() {
    return duplicates;
  }

  private Map<String, List<IndexedSplit>> deduplicate(Map<String, List<IndexedSplit>> dataSets)
      throws IOException {
    pass++;
    Map<String, List<IndexedSplit>> distinct = new TreeMap<>();
    for (Map.Entry<String, List<IndexedSplit>> dataSet : dataSets.entrySet()) {
      String name = dataSet.getKey();
      if (!isAnalyzed(name, dataSets)) {
        distinct.put(name, dataSet.getValue());
        continue;
      }
      Deduplication pass = new Deduplication(job, name);
      BadRowFiles bad = quarantine("deduplicate-" + name);
      Deduplication.Result result =
          pass.run(
              dataSet.getValue(),
              work("duplicates-" + name),
              bad,
              progress("deduplicate", Set.of(name)));
      check(bad, bad.count(), result.rows());
      known.put(name, result.rows() - result.duplicates());
      distinct.put(name, result.splits());
      duplicates += result.duplicates();
    }
    return distinct;
  }

  private AnalysisPass.Result analyze(
      AnalysisPhase phase, Path assets, Map<String, List<IndexedSplit>> dataSets)
      throws IOException {
    pass++;
    List<IndexedSplit> splits = new ArrayList<>();
    Set<String> analyzed = new TreeSet<>();
    dataSets.forEach(
        (name, all) -> {
          if (isAnalyzed(name, dataSets)) {
            PreprocessPipeline.check("The preprocessing", phase.inputs(), name, schema(name));
            analyzed.add(name);
            splits.addAll(all);
          }
        });
    BadRowFiles bad = quarantine("analyze-" + pass);
    AnalysisPass.Result result =
        new AnalysisPass(job, phase, place.share(assets))
            .run(splits, work("phase-" + pass), bad, progress("analyze", analyzed));
    check(bad, result.badRows(), result.rows());
    if (analyzed.size() == 1) {
      known.put(analyzed.iterator().next(), result.rows());
    }
    return result;
  }

  private void transform(
      TransformGraph graph, Path assets, Map<String, List<IndexedSplit>> dataSets)
      throws IOException {
    pass++;
    graph.outputs(job.function());
    List<Shard> shards = new ArrayList<>();
    dataSets.forEach(
        (name, splits) -> {
          PreprocessPipeline.check(
              "Function '" + job.function() + "'",
              graph.inputs(job.function()),
              name,
              schema(name));
          shards.addAll(Shard.of(name, splits, job.settings().shards()));
        });
    BadRowFiles bad = quarantine("transform");
    GraphFiles shared = place.share(assets);
    Location statistics = job.settings().statistics() ? work("statistics") : null;
    rows.putAll(
        Pass.run(
            job.runner(),
            pipeline ->
                pipeline
                    .apply("Shards", Create.of(shards).withCoder(SerializableCoder.of(Shard.class)))
                    .apply("Distribute", Reshuffle.viaRandomKey())
                    .apply(
                        "Transform and write",
                        ParDo.of(
                            new ShardWriter(job, graph, shared, place.output(), statistics, bad))),
            progress("transform", dataSets.keySet())
                .of(dataSets.values().stream().mapToInt(List::size).sum())));
    badRows = bad.count();
    check(bad, badRows, rows.values().stream().mapToLong(Long::longValue).sum());
    if (badRows > 0) {
      bad.copyTo(place.output().resolve(PreprocessPipeline.QUARANTINE));
    }
    for (Shard shard : shards) {
      files
          .computeIfAbsent(shard.dataSet(), name -> new ArrayList<>())
          .add(shard.fileName(job.settings().extension()));
    }
    Metadata metadata = new Metadata(job, place.ownOutput());
    metadata.writeSchemas(graph);
    if (statistics != null) {
      emptyColumns = metadata.writeStatistics(graph, shards, statistics);
    }
  }

  private Schema schema(String dataSet) {
    return requireNonNull(job.inputs().get(dataSet)).schema();
  }

  private Location work(String name) throws IOException {
    Location folder = place.work().resolve(name);
    folder.makeFolder();
    return folder;
  }

  private BadRowFiles quarantine(String name) {
    return BadRowFiles.create(place.work().resolve("bad-" + name));
  }

  /**
   * Analyzers read, and duplicates are left out of, what is trained on: not what it is tested on.
   */
  private static boolean isAnalyzed(String dataSet, Map<String, ?> dataSets) {
    return dataSet.equals("train") || !dataSets.containsKey("train");
  }

  private PassProgress progress(String what, Set<String> dataSets) {
    long expected =
        known.keySet().containsAll(dataSets)
            ? dataSets.stream().mapToLong(name -> known.getOrDefault(name, 0L)).sum()
            : 0;
    return new PassProgress(job.progress(), pass, passes, what, expected);
  }

  /**
   * Fails if too many rows of a pass cannot be used. If none of them was read in this pass, as what
   * is known of them is in the cache, the pass that transforms all rows tells of them.
   */
  private void check(BadRowFiles bad, long count, long good) {
    double most = job.settings().maxBadFraction();
    if (count <= most * (count + good) || bad.first().isEmpty()) {
      return;
    }
    Location file = job.output().sibling(job.output().name() + ".quarantine.jsonl");
    bad.copyTo(file);
    BadRow first = bad.first().orElseThrow();
    throw ManabiException.user(
        String.format(
            Locale.ROOT,
            "%,d of %,d rows (%.2f %%) cannot be used, more than the %.2f %% of --max-bad-fraction. The first is %s line %d%s: %s. All are in %s.",
            count,
            count + good,
            100.0 * count / (count + good),
            100 * most,
            first.file(),
            first.line(),
            first.column() == null ? "" : ", column '" + first.column() + "'",
            first.reason(),
            file));
  }
}
