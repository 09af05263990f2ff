package io.manabi.training.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.core.example.BytesList;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.example.Features;
import io.manabi.core.example.FloatList;
import io.manabi.core.example.Int64List;
import io.manabi.transform.Ragged;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

class ExampleParserTest {
  @Test
  void readsVectors() {
    assertThat(
            parsed(
                Column.floats("v").ofLength(2),
                example("v", floats(1, 2)),
                example("v", floats(3, 4))))
        .containsExactly("[2, 2] [1.0, 2.0, 3.0, 4.0]");
  }

  @Test
  void marksMissingValuesAndKeepsMarkersButNoDefaults() {
    assertThat(
            parsed(
                Column.int64("hours").withDefault(40L),
                example("hours", ints(7)),
                example("other", ints(1)),
                example("hours", ints(Long.MIN_VALUE))))
        .containsExactly("[3] [7, -9223372036854775808, -9223372036854775808]");
    assertThat(
            parsed(
                Column.floats("gain").optional(),
                example("other", ints(1)),
                example("gain", floats(Float.NaN))))
        .containsExactly("[2] [NaN, NaN]");
    assertThat(
            parsed(
                Column.bytes("job").optional(),
                example("other", ints(1)),
                example("job", bytes("é"))))
        .containsExactly("[2] [, é]");
  }

  @Test
  void takesAFeatureWithoutAKindForMissing() {
    assertThat(
            parsed(
                Column.int64("hours").optional(), example("hours", Feature.newBuilder().build())))
        .containsExactly("[1] [-9223372036854775808]");
  }

  @Test
  void readsRaggedColumnsWithTheirRows() {
    assertThat(
            parsed(
                Column.int64("ids").ragged(),
                example("ids", ints()),
                example("ids", ints(4, 5)),
                example("other", ints(1)),
                example("ids", ints(6))))
        .containsExactly("[3] [4, 5, 6]", "[5] [0, 0, 2, 2, 3]");
    assertThat(parsed(Column.bytes("words").ragged(), example("words", bytes("a", "", "b"))))
        .containsExactly("[3] [a, , b]", "[2] [0, 3]");
  }

  @Test
  void namesAMissingColumnThatIsNotOptional() {
    assertThatThrownBy(() -> parsed(Column.int64("age"), example("other", ints(1))))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining("age");
  }

  @Test
  void namesAnOptionalColumnWithAnEmptyList() {
    assertThatThrownBy(() -> parsed(Column.int64("hours").optional(), example("hours", ints())))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining("Key: hours");
  }

  @Test
  void namesAVectorOfAnotherLength() {
    assertThatThrownBy(() -> parsed(Column.floats("v").ofLength(2), example("v", floats(1, 2, 3))))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining("Key: v");
  }

  /** The tensors of a column, each as its shape and its values. */
  private static List<String> parsed(Column column, byte[]... examples) {
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TString records = TString.tensorOfBytes(NdArrays.vectorOfObjects(examples))) {
      Ops tf = Ops.create(graph);
      Operand<TString> fed =
          tf.placeholder(TString.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
      Operand<?> tensor =
          requireNonNull(ExampleParser.parse(tf, fed, Schema.of(column)).get(column.name()));
      Session.Runner runner = session.runner().feed(fed, records).fetch(tensor);
      if (tensor instanceof Ragged<?> ragged) {
        runner.fetch(ragged.rowSplits());
      }
      try (Result result = runner.run()) {
        List<String> shown = new ArrayList<>();
        result.forEach(entry -> shown.add(show(entry.getValue())));
        return shown;
      }
    }
  }

  private static String show(Tensor tensor) {
    List<Object> values = new ArrayList<>();
    if (tensor instanceof TInt64 ints) {
      ints.scalars().forEach(scalar -> values.add(scalar.getLong()));
    } else if (tensor instanceof TFloat32 floats) {
      floats.scalars().forEach(scalar -> values.add(scalar.getFloat()));
    } else if (tensor instanceof TString strings) {
      strings.scalars().forEach(scalar -> values.add(scalar.getObject()));
    }
    return tensor.shape() + " " + values;
  }

  private static byte[] example(String name, Feature feature) {
    return Example.newBuilder()
        .setFeatures(Features.newBuilder().putAllFeature(Map.of(name, feature)))
        .build()
        .toByteArray();
  }

  private static Feature ints(long... values) {
    Int64List.Builder list = Int64List.newBuilder();
    for (long value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setInt64List(list).build();
  }

  private static Feature floats(float... values) {
    FloatList.Builder list = FloatList.newBuilder();
    for (float value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setFloatList(list).build();
  }

  private static Feature bytes(String... values) {
    BytesList.Builder list = BytesList.newBuilder();
    for (String value : values) {
      list.addValue(ByteString.copyFrom(value, UTF_8));
    }
    return Feature.newBuilder().setBytesList(list).build();
  }
}
