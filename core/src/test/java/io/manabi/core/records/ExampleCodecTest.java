package io.manabi.core.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.manabi.core.Batch;
import io.manabi.core.BatchBuilder;
import io.manabi.core.Column;
import io.manabi.core.ColumnBuilder;
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
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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

  @Property(tries = 300)
  void keepsOptionalFixedAndRaggedColumns(@ForAll("rows") List<List<Long>> rows) {
    Schema schema =
        Schema.of(
            Column.int64("optional").optional(),
            Column.floats("pair").ofLength(2),
            Column.int64("ints").ragged(),
            Column.floats("floats").ragged(),
            Column.bytes("strings").ragged(),
            Column.bytes("string").optional(),
            Column.floats("float").optional());
    Batch batch = batch(schema, rows);

    List<byte[]> encoded = encode(batch);

    assertThat(encode(ExampleCodec.decode(schema, encoded))).containsExactlyElementsOf(encoded);
    assertSame(ExampleCodec.decode(schema, encoded), batch);
  }

  @Provide
  static Arbitrary<List<List<Long>>> rows() {
    return Arbitraries.longs().list().ofMaxSize(4).list().ofMinSize(1).ofMaxSize(5);
  }

  private static Batch batch(Schema schema, List<List<Long>> rows) {
    BatchBuilder builder = new BatchBuilder(schema);
    for (List<Long> row : rows) {
      ((ColumnBuilder.Floats) builder.column(1)).add(row.size());
      ((ColumnBuilder.Floats) builder.column(1)).add(-0f);
      for (long value : row) {
        ((ColumnBuilder.Int64s) builder.column(2)).add(value);
        ((ColumnBuilder.Floats) builder.column(3)).add(Float.intBitsToFloat((int) value));
        ((ColumnBuilder.Bytes) builder.column(4)).add(Long.toString(value).getBytes(UTF_8));
      }
      if (row.size() % 2 == 1) {
        ((ColumnBuilder.Int64s) builder.column(0)).add(row.get(0));
        ((ColumnBuilder.Bytes) builder.column(5)).add("é".repeat(row.size() * 60).getBytes(UTF_8));
        ((ColumnBuilder.Floats) builder.column(6)).add(row.get(0));
      }
      assertThat(builder.endRow()).isNull();
    }
    return builder.take();
  }

  private static void assertSame(Batch actual, Batch expected) {
    assertThat(actual)
        .usingRecursiveComparison()
        .withComparatorForType(Float::compare, Float.class)
        .isEqualTo(expected);
  }

  @Test
  void writesWhatTensorFlowReads() throws Exception {
    Schema schema =
        Schema.of(
            Column.int64("a").optional(), Column.bytes("b").ragged(), Column.floats("c").ragged());
    BatchBuilder builder = new BatchBuilder(schema);
    ((ColumnBuilder.Bytes) builder.column(1)).add(new byte[] {1});
    ((ColumnBuilder.Bytes) builder.column(1)).add(new byte[0]);
    builder.endRow();
    ((ColumnBuilder.Int64s) builder.column(0)).add(-3);
    builder.endRow();
    Batch batch = builder.take();

    Features first = Example.parseFrom(ExampleCodec.encode(batch, 0)).getFeatures();
    Features second = Example.parseFrom(ExampleCodec.encode(batch, 1)).getFeatures();

    assertThat(first.getFeatureMap()).containsOnlyKeys("b", "c");
    assertThat(first.getFeatureOrThrow("b").getBytesList().getValueList())
        .containsExactly(ByteString.copyFrom(new byte[] {1}), ByteString.EMPTY);
    assertThat(second.getFeatureOrThrow("a").getInt64List().getValueList()).containsExactly(-3L);
    assertThat(second.getFeatureOrThrow("c").hasFloatList()).isTrue();
  }

  @Test
  void readsNumbersThatAreNotPacked() {
    byte[] unpacked = {10, 13, 10, 11, 10, 1, 'a', 18, 6, 26, 4, 8, 5, 8, 6};

    Batch batch = ExampleCodec.decode(Schema.of(Column.int64("a").ragged()), List.of(unpacked));

    assertThat(((ColumnValues.Int64s) batch.column("a")).values()).containsExactly(5, 6);
  }

  @Property(tries = 500)
  void refusesOrReadsAnyBytes(@ForAll byte[] bytes) {
    try {
      ExampleCodec.decode(SCHEMA, List.of(bytes));
    } catch (ManabiException e) {
      assertThat(e).hasMessageStartingWith("Row 0");
    }
  }

  @Test
  void saysWhichRowAndFeatureIsWrong() {
    Schema schema = Schema.of(Column.int64("label"));
    byte[] good = example("label", ints(7));
    assertWrong(schema, List.of(good, example("lable", ints(7))), "Row 1", "'label' has no value");
    assertWrong(schema, List.of(example("label", ints())), "Row 0", "'label' has no value");
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
        "is a list of BYTES; expected INT64");
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
