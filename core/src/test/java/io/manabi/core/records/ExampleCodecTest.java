package io.manabi.core.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.example.BytesList;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.example.Features;
import io.manabi.core.example.Int64List;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ExampleCodecTest {
  private static final Schema SCHEMA =
      Schema.of(Column.int64("größe"), Column.floats("x"), Column.bytes("image_raw"));

  @Property(tries = 200)
  void givesBackWhatItWasGiven(
      @ForAll @Size(5) long[] ints,
      @ForAll @Size(5) float[] floats,
      @ForAll @Size(5) byte[][] bytes) {
    Batch batch =
        Batch.of(
            SCHEMA,
            new ColumnValues.Int64s(ints),
            new ColumnValues.Floats(floats),
            new ColumnValues.Bytes(bytes));

    Batch decoded = ExampleCodec.decode(SCHEMA, encode(batch));

    assertThat(((ColumnValues.Int64s) decoded.column("größe")).values()).isEqualTo(ints);
    assertThat(((ColumnValues.Floats) decoded.column("x")).values()).isEqualTo(floats);
    assertThat(((ColumnValues.Bytes) decoded.column("image_raw")).values()).isDeepEqualTo(bytes);
  }

  @Test
  void keepsNotANumberAndInfinity() {
    Schema schema = Schema.of(Column.floats("x"));
    float[] odd = {Float.NaN, Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE};

    Batch decoded =
        ExampleCodec.decode(schema, encode(Batch.of(schema, new ColumnValues.Floats(odd))));

    assertThat(((ColumnValues.Floats) decoded.column("x")).values()).isEqualTo(odd);
  }

  @Test
  void readsOnlyTheFeaturesOfTheSchema() {
    Batch batch =
        Batch.of(
            Schema.of(Column.int64("a"), Column.int64("b")),
            new ColumnValues.Int64s(new long[] {1}),
            new ColumnValues.Int64s(new long[] {2}));

    assertThat(ExampleCodec.decode(Schema.of(Column.int64("b")), encode(batch)).columns())
        .hasSize(1);
  }

  @Test
  void saysWhichRowAndFeatureIsWrong() {
    Schema schema = Schema.of(Column.int64("label"));
    byte[] good = example("label", ints(7));
    assertWrong(schema, List.of(good, example("lable", ints(7))), "Row 1", "'label' is missing");
    assertWrong(schema, List.of(example("label", ints())), "Row 0", "has 0 values");
    assertWrong(schema, List.of(example("label", ints(1, 2))), "Row 0", "has 2 values");
    assertWrong(
        schema,
        List.of(
            example(
                "label",
                Feature.newBuilder()
                    .setBytesList(BytesList.newBuilder().addValue(ByteString.copyFromUtf8("7")))
                    .build())),
        "Row 0",
        "has a BYTES_LIST; expected one value of INT64");
    assertWrong(schema, List.of(new byte[] {1, 2, 3}), "Row 0", "is no tf.train.Example");
  }

  private static void assertWrong(Schema schema, List<byte[]> examples, String... parts) {
    assertThatThrownBy(() -> ExampleCodec.decode(schema, examples))
        .isInstanceOf(ManabiException.class)
        .hasMessageContainingAll(parts);
  }

  private static List<byte[]> encode(Batch batch) {
    List<byte[]> examples = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      examples.add(ExampleCodec.encode(batch, row));
    }
    return examples;
  }

  private static Feature ints(long... values) {
    Int64List.Builder list = Int64List.newBuilder();
    for (long value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setInt64List(list).build();
  }

  private static byte[] example(String name, Feature feature) {
    return Example.newBuilder()
        .setFeatures(Features.newBuilder().putFeature(name, feature))
        .build()
        .toByteArray();
  }
}
