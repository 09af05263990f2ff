package io.manabi.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Schema;
import io.manabi.core.records.ExampleCodec;
import io.manabi.core.records.TfRecordReader;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.pipelines.preprocess.PreprocessJob;
import io.manabi.pipelines.preprocess.PreprocessPipeline;
import io.manabi.pipelines.preprocess.PreprocessResult;
import io.manabi.pipelines.sources.TfRecordSource;
import io.manabi.prediction.ServedModels;
import io.manabi.serving.PredictionServer;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.TransformSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Beam writes, what the transform graph says when it is read from disk, what a server says
 * which serves it, and what a model sees into which it was merged, asked for raw columns and for
 * Examples of them, are the same to the last bit, for random functions of random rows, those that
 * were analyzed and others with tokens that were not, whatever rows are asked for together.
 */
class NoSkewIT {
  private static final int ANALYZED = 60;
  private static final int ROWS = 1001;
  private static final int[] SIZES = {1, 1, 1, 2, 3, 7, 8, 9, 15, 16, 17, 100, 1000};
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build();

  @TempDir private Path folder;

  /** As many as {@code -Dmanabi.skew.tries} says; see {@code bench/no-skew}. */
  static List<Long> seeds() {
    String tries = System.getProperty("manabi.skew.tries", "");
    int count = tries.isEmpty() ? 8 : Integer.parseInt(tries);
    long first = tries.isEmpty() ? 1 : System.currentTimeMillis();
    return LongStream.range(first, first + count).boxed().toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void batchGraphServerAndModelAgree(long seed) throws Exception {
    RandomPreprocessing preprocessing = new RandomPreprocessing(seed);
    Batch raw = RandomRows.of(preprocessing.schema(), new Random(seed), ANALYZED, ROWS - ANALYZED);
    PreprocessResult result =
        PreprocessPipeline.run(
            PreprocessJob.of(
                preprocessing,
                RandomPreprocessing.FUNCTION,
                Map.of(
                    "train",
                    source("train", raw.rows(0, ANALYZED)),
                    "test",
                    source("test", raw.rows(ANALYZED, ROWS))),
                folder.resolve("out")));
    assertThat(result.dataSet("train").rows()).isEqualTo(ANALYZED);
    assertThat(result.dataSet("test").rows()).isEqualTo(ROWS - ANALYZED);
    TransformGraph graph = TransformGraph.read(result.transform().path());
    List<List<List<Object>>> batch =
        values(
            ExampleCodec.decode(
                graph.outputs(RandomPreprocessing.FUNCTION),
                Stream.of("train", "test")
                    .flatMap(name -> examples(result.dataSet(name).paths()).stream())
                    .toList()));

    try (TransformSession session = new TransformSession(graph, RandomPreprocessing.FUNCTION)) {
      assertThat(values(session.apply(raw))).as("the graph alone").isEqualTo(batch);
      Random random = new Random(seed);
      for (int size : SIZES) {
        int from = random.nextInt(ROWS - size + 1);
        assertThat(values(session.apply(raw.rows(from, from + size))))
            .as("rows from %d to %d", from, from + size)
            .isEqualTo(batch.stream().map(column -> column.subList(from, from + size)).toList());
      }
    }
    Path merged = MergedModel.export(result, RandomPreprocessing.FUNCTION, folder.resolve("job"));
    try (ServedModels models = new ServedModels();
        PredictionServer server = PredictionServer.builder(models).port(0).build()) {
      models.load("transform", "v1", 1, result.transform().path());
      models.load("merged", "v1", 1, merged);
      server.start();
      Schema schema = graph.outputs(RandomPreprocessing.FUNCTION);
      int alone = Math.floorMod(seed, ROWS);
      for (int size : new int[] {ROWS, 1}) {
        int from = size == 1 ? alone : 0;
        List<List<List<Object>>> expected =
            batch.stream().map(column -> column.subList(from, from + size)).toList();
        for (Question question : questions(raw.rows(from, from + size))) {
          assertThat(ask(server, question, schema))
              .as("%s %s of %d rows", question.model(), question.signature(), size)
              .isEqualTo(flat(schema, expected));
        }
      }
    }
  }

  private TfRecordSource source(String name, Batch rows) throws IOException {
    Path file = folder.resolve(name + ".tfrecord");
    try (TfRecordWriter writer = new TfRecordWriter(Files.newOutputStream(file))) {
      for (int row = 0; row < rows.rows(); row++) {
        writer.write(ExampleCodec.encode(rows, row));
      }
    }
    return TfRecordSource.of(rows.schema(), List.of(file.toString()));
  }

  /** What a client asks: all rows, column by column. */
  private record Question(String model, String signature, Map<String, ?> inputs) {}

  private static List<Question> questions(Batch raw) {
    List<Map<String, String>> examples = new ArrayList<>();
    for (int row = 0; row < raw.rows(); row++) {
      byte[] example = ExampleCodec.encode(raw, row);
      examples.add(Map.of("b64", Base64.getEncoder().encodeToString(example)));
    }
    return List.of(
        new Question("transform", RandomPreprocessing.FUNCTION, columns(raw)),
        new Question("merged", MergedModel.BY_COLUMNS, columns(raw)),
        new Question("merged", MergedModel.BY_EXAMPLES, Map.of("examples", examples)));
  }

  private static Map<String, List<Object>> ask(
      PredictionServer server, Question question, Schema schema) throws Exception {
    String body =
        JSON.writeValueAsString(
            Map.of("signature_name", question.signature(), "inputs", question.inputs()));
    URI uri =
        URI.create(
            String.format(
                Locale.ROOT,
                "http://127.0.0.1:%d/v1/models/%s:predict",
                server.port(),
                question.model()));
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode outputs = JSON.readTree(answer.body()).path("outputs");
    Map<String, List<Object>> flat = new LinkedHashMap<>();
    for (Column column : schema.columns()) {
      flat.put(column.name(), flat(outputs.path(column.name()), column));
    }
    return flat;
  }

  private static Map<String, List<Object>> flat(Schema schema, List<List<List<Object>>> batch) {
    Map<String, List<Object>> flat = new LinkedHashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      flat.put(
          schema.columns().get(i).name(), batch.get(i).stream().flatMap(List::stream).toList());
    }
    return flat;
  }

  private static List<Object> flat(JsonNode values, Column column) {
    List<Object> flat = new ArrayList<>();
    for (JsonNode value : values) {
      if (value.isArray()) {
        flat.addAll(flat(value, column));
        continue;
      }
      switch (column.type()) {
        case FLOAT -> flat.add((long) Float.floatToIntBits(Float.parseFloat(value.asText())));
        case INT64 -> flat.add(value.asLong());
        case BYTES -> flat.add(value.asText());
      }
    }
    return flat;
  }

  /** The values of each column by row; floats by their bits, so that NaN is equal to itself. */
  private static List<List<List<Object>>> values(Batch batch) {
    List<List<List<Object>>> columns = new ArrayList<>();
    for (ColumnValues values : batch.columns()) {
      List<List<Object>> rows = new ArrayList<>();
      for (int row = 0; row < batch.rows(); row++) {
        List<Object> all = new ArrayList<>();
        for (int i = values.splits().start(row); i < values.splits().end(row); i++) {
          all.add(
              values instanceof ColumnValues.Floats floats
                  ? (Object) (long) Float.floatToIntBits(floats.values()[i])
                  : value(values, i));
        }
        rows.add(all);
      }
      columns.add(rows);
    }
    return columns;
  }

  private static Map<String, Object> columns(Batch raw) {
    Map<String, Object> columns = new LinkedHashMap<>();
    for (Column column : raw.schema().columns()) {
      List<Object> values = new ArrayList<>();
      for (int row = 0; row < raw.rows(); row++) {
        values.add(instance(raw, row).get(column.name()));
      }
      columns.put(column.name(), values);
    }
    return columns;
  }

  /** A row as a client has it: what is missing is null. */
  private static Map<String, Object> instance(Batch raw, int row) {
    Map<String, Object> instance = new LinkedHashMap<>();
    for (Column column : raw.schema().columns()) {
      ColumnValues values = raw.column(column.name());
      List<Object> all = new ArrayList<>();
      for (int i = values.splits().start(row); i < values.splits().end(row); i++) {
        boolean missing = column.valueCount().isOptional() && values.isMissing(i);
        all.add(missing ? null : value(values, i));
      }
      instance.put(column.name(), column.valueCount().max() > 1 ? all : all.get(0));
    }
    return instance;
  }

  private static Object value(ColumnValues values, int i) {
    if (values instanceof ColumnValues.Floats floats) {
      return floats.values()[i];
    }
    return values instanceof ColumnValues.Int64s ints
        ? (Object) ints.values()[i]
        : new String(((ColumnValues.Bytes) values).values()[i], UTF_8);
  }

  private static List<byte[]> examples(List<Path> files) {
    List<byte[]> examples = new ArrayList<>();
    for (Path file : files) {
      try (TfRecordReader reader = TfRecordReader.open(file)) {
        for (byte[] example = reader.read(); example != null; example = reader.read()) {
          examples.add(example);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return examples;
  }
}
