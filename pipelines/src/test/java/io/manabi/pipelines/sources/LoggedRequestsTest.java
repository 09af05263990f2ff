package io.manabi.pipelines.sources;

import static io.manabi.pipelines.sources.LoggedInputs.example;
import static io.manabi.pipelines.sources.LoggedInputs.predict;
import static io.manabi.pipelines.sources.LoggedInputs.rows;
import static io.manabi.pipelines.sources.LoggedInputs.tensor;
import static io.manabi.pipelines.sources.LoggedInputs.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.pipelines.sources.PredictionLogProto.ExampleListWithContext;
import io.manabi.pipelines.sources.PredictionLogProto.ExampleLog;
import io.manabi.pipelines.sources.PredictionLogProto.ExampleRequest;
import io.manabi.pipelines.sources.PredictionLogProto.Input;
import io.manabi.pipelines.sources.PredictionLogProto.PredictionLog;
import io.manabi.pipelines.sources.PredictionLogProto.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggedRequestsTest {
  private static final int FLOAT = 1;
  private static final int DOUBLE = 2;
  private static final int INT32 = 3;
  private static final int UINT8 = 4;
  private static final int STRING = 7;
  private static final int COMPLEX64 = 8;
  private static final int INT64 = 9;
  private static final int BOOL = 10;
  private static final int BFLOAT16 = 14;
  private static final int HALF = 19;
  private static final int UINT32 = 22;

  @TempDir private Path folder;

  private static ByteString bytes(int size, Consumer<ByteBuffer> values) {
    ByteBuffer data = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    values.accept(data);
    return ByteString.copyFrom(data.array());
  }

  @Test
  void makesARowOfEachRowOfTheInputs() throws Exception {
    var rows =
        rows(
            predict(
                Map.of(
                    "age", tensor(INT64, 2).addInt64Val(30).addInt64Val(Long.MIN_VALUE),
                    "job", tensor(STRING, 2, 1).addStringVal(ByteString.copyFromUtf8("cook")),
                    "pair",
                        tensor(FLOAT, 2, 2).addFloatVal(1).addFloatVal(2).addFloatVal(Float.NaN),
                    "one", tensor(BOOL).addBoolVal(true),
                    "none", tensor(COMPLEX64, 2))));

    assertThat(values(rows, "age")).containsExactly(List.of(30L), List.of());
    assertThat(values(rows, "job")).containsExactly(List.of("cook"), List.of("cook"));
    assertThat(values(rows, "pair")).containsExactly(List.of(1f, 2f), List.of());
    assertThat(values(rows, "one")).containsExactly(List.of(1L), List.of(1L));
    assertThat(rows.get(0)).doesNotContainKey("none");
  }

  @Test
  void readsValuesInBytesAndInFields() throws Exception {
    var rows =
        rows(
            predict(
                Map.of(
                    "float",
                        tensor(FLOAT, 2)
                            .setTensorContent(bytes(8, all -> all.putFloat(1.5f).putFloat(-2))),
                    "double", tensor(DOUBLE, 2).addDoubleVal(0.5).addDoubleVal(1e300),
                    "int",
                        tensor(INT32, 2)
                            .setTensorContent(bytes(8, all -> all.putInt(7).putInt(-7))),
                    "byte", tensor(UINT8, 2).setTensorContent(bytes(2, all -> all.put((byte) 200))),
                    "big", tensor(UINT32, 2).addUint32Val(-1),
                    "half", tensor(HALF, 2).addHalfVal(0x3c00).addHalfVal(0xc001),
                    "tiny", tensor(HALF, 2).addHalfVal(1).addHalfVal(0x7c00),
                    "brain",
                        tensor(BFLOAT16, 2)
                            .setTensorContent(bytes(4, all -> all.putShort((short) 0x3f80))))));

    assertThat(values(rows, "float")).containsExactly(List.of(1.5f), List.of(-2f));
    assertThat(values(rows, "double"))
        .containsExactly(List.of(0.5f), List.of(Float.POSITIVE_INFINITY));
    assertThat(values(rows, "int")).containsExactly(List.of(7L), List.of(-7L));
    assertThat(values(rows, "byte")).containsExactly(List.of(200L), List.of(0L));
    assertThat(values(rows, "big")).containsExactly(List.of(4294967295L), List.of(4294967295L));
    assertThat(values(rows, "half")).containsExactly(List.of(1f), List.of(-2 - 0x1p-9f));
    assertThat(values(rows, "tiny"))
        .containsExactly(List.of(0x1p-24f), List.of(Float.POSITIVE_INFINITY));
    assertThat(values(rows, "brain")).containsExactly(List.of(1f), List.of(0f));
  }

  @Test
  void takesTheExamplesOfOtherRequestsWithTheirContext() throws Exception {
    Input.Builder input =
        Input.newBuilder()
            .setExampleListWithContext(
                ExampleListWithContext.newBuilder()
                    .setContext(example(Map.of("a", 1L, "b", 1L)).toByteString())
                    .addExamples(example(Map.of("b", 2L)).toByteString()));
    PredictionLog log =
        PredictionLog.newBuilder()
            .setRegressLog(
                ExampleLog.newBuilder().setRequest(ExampleRequest.newBuilder().setInput(input)))
            .build();

    var rows = rows(log);

    assertThat(values(rows, "a")).containsExactly(List.of(1L));
    assertThat(values(rows, "b")).containsExactly(List.of(2L));
  }

  @Test
  void leavesExamplesAsTheyAre() throws Exception {
    for (byte[] data :
        List.of(example(Map.of("a", 1L)).toByteArray(), new byte[0], new byte[] {1, 2, 3})) {
      assertThat(LoggedRequests.isOne(data)).isFalse();
      assertThat(LoggedRequests.examples(data)).containsExactly(data);
    }
  }

  @Test
  void namesTheInputThatFitsNotTheOthers() {
    assertUnusable(
        predict(Map.of("a", tensor(FLOAT, 2).addFloatVal(1), "b", tensor(FLOAT, 3).addFloatVal(1))),
        "b",
        "has 3 rows; inputs before, 2");
    assertUnusable(
        predict(Map.of("a", tensor(FLOAT, 2).setTensorContent(ByteString.copyFromUtf8("abc")))),
        "a",
        "has 3 bytes");
    assertUnusable(predict(Map.of("a", tensor(FLOAT, 1L << 40))), "a", "has the shape");
    assertUnusable(predict(Map.of("a", tensor(INT64, 2))), "a", "has 0 values");
    assertUnusable(
        PredictionLog.newBuilder().setSessionRunLog(ByteString.EMPTY).build(), null, "session run");
  }

  private static void assertUnusable(PredictionLog log, @Nullable String input, String reason) {
    assertThatThrownBy(() -> LoggedRequests.examples(log.toByteArray()))
        .isInstanceOfSatisfying(
            LoggedRequests.UnusableException.class,
            e -> {
              assertThat(e.problem().column()).isEqualTo(input);
              assertThat(e.problem().reason()).contains(reason);
            });
  }

  /** Requests and Examples, good and bad, in one file. */
  @Test
  void readsFilesOfThem() throws IOException {
    Path file = folder.resolve("live-1.tfrecord");
    try (TfRecordWriter writer = TfRecordWriter.create(file)) {
      Tensor.Builder many = tensor(INT64, 1500);
      for (int i = 0; i < 1500; i++) {
        many.addInt64Val(i);
      }
      writer.write(predict(Map.of("n", many)).toByteArray());
      writer.write(predict(Map.of("n", tensor(INT64, 0))).toByteArray());
      writer.write(predict(Map.of("n", tensor(INT64, 2))).toByteArray());
      writer.write(example(Map.of("n", 7L)).toByteArray());
    }

    GuessedSource source =
        FileInput.of(List.of(file.toString())).openExactly(Map.of(), schema -> schema);
    Reading reading = Reading.of(source);

    assertThat(source.schema().columns()).hasSize(1);
    assertThat(reading.rows())
        .hasSize(1501)
        .contains(List.of(List.of(1499L)))
        .endsWith(List.of(List.of(7L)));
    assertThat(reading.lines()).startsWith(1L, 1L).endsWith(1L, 4L);
    assertThat(reading.bad()).hasSize(1);
    assertThat(reading.bad().get(0).line()).isEqualTo(3);
    assertThat(reading.bad().get(0).column()).isEqualTo("n");
  }
}
