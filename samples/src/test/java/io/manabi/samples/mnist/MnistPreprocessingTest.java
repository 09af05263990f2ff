package io.manabi.samples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Schema;
import io.manabi.core.records.ExampleCodec;
import io.manabi.core.records.TfRecordReader;
import io.manabi.pipelines.preprocess.PreprocessJob;
import io.manabi.pipelines.preprocess.PreprocessPipeline;
import io.manabi.pipelines.preprocess.PreprocessResult;
import io.manabi.transform.TransformGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistPreprocessingTest {
  private static final TransformGraph TRANSFORM = TransformGraph.compile(new MnistPreprocessing());

  @Test
  void makesTheRecordsOfTheOriginal(@TempDir Path folder) throws IOException {
    Path images = Files.write(folder.resolve("images"), IdxFiles.images(60));
    Path labels = Files.write(folder.resolve("labels"), IdxFiles.labels(60));

    PreprocessResult result =
        PreprocessPipeline.run(
            PreprocessJob.of(
                    new MnistPreprocessing(),
                    MnistPreprocessing.RECORDS,
                    Map.of(
                        "train", IdxSource.of(images, labels, 5, 60),
                        "validation", IdxSource.of(images, labels, 0, 5)),
                    folder.resolve("records"))
                .with(PreprocessJob.Settings.DEFAULT.withShards(2).withGzip(true)));

    assertThat(result.dataSet("train").rows()).isEqualTo(55);
    assertThat(result.dataSet("validation").rows()).isEqualTo(5);
    Schema schema =
        Schema.of(
            Column.bytes("image_raw"),
            Column.int64("label"),
            Column.int64("height"),
            Column.int64("width"),
            Column.int64("depth"));
    Batch digits = ExampleCodec.decode(schema, records(result.dataSet("validation").paths()));
    assertThat(((ColumnValues.Int64s) digits.column("label")).values())
        .containsExactly(0, 1, 2, 3, 4);
    assertThat(((ColumnValues.Bytes) digits.column("image_raw")).values()[3])
        .isEqualTo(Arrays.copyOfRange(IdxFiles.images(4), 16 + 3 * 784, 16 + 4 * 784));
    assertThat(((ColumnValues.Int64s) digits.column("height")).values()).containsOnly(28);
    assertThat(((ColumnValues.Int64s) digits.column("width")).values()).containsOnly(28);
    assertThat(((ColumnValues.Int64s) digits.column("depth")).values()).containsOnly(1);
  }

  @Test
  void scalesPixelsToOne() {
    byte[] digit = new byte[784];
    digit[0] = (byte) 255;
    digit[1] = 51;
    try (ServedTransform served = new ServedTransform(TRANSFORM)) {
      float[][] inputs = served.call(MnistPreprocessing.FEATURES, "image_raw", digit, digit);
      assertThat(inputs).hasDimensions(2, 784);
      assertThat(Arrays.copyOf(inputs[1], 3)).containsExactly(1f, 51 * (1 / 255f), 0f);
    }
  }

  @Test
  void refusesDigitsOfAnotherSize() {
    try (ServedTransform served = new ServedTransform(TRANSFORM)) {
      assertThatThrownBy(
              () ->
                  served.call(
                      MnistPreprocessing.FEATURES, "image_raw", new byte[392], new byte[392]))
          .hasMessageContaining("392");
    }
  }

  private static List<byte[]> records(List<Path> files) throws IOException {
    List<byte[]> records = new ArrayList<>();
    for (Path file : files) {
      try (TfRecordReader reader = TfRecordReader.open(file)) {
        for (byte[] record = reader.read(); record != null; record = reader.read()) {
          records.add(record);
        }
      }
    }
    return records;
  }
}
