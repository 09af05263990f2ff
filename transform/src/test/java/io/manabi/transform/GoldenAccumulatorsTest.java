package io.manabi.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.UnknownFieldSet;
import io.manabi.transform.AnalysisPhase.Node;
import io.manabi.transform.accumulators.Keys;
import io.manabi.transform.accumulators.Numbers;
import io.manabi.transform.accumulators.Vocabulary;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Accumulators that are kept are read by later releases: their bytes are those of the files in
 * {@code golden}.
 *
 * <p>If this test fails, the encoding has changed, and what former releases kept would be read
 * wrongly. Take the change back; or raise the version of {@code SpanAnalysis} in {@code pipelines},
 * which covers all accumulators, so that whatever was kept is computed again, and write the new
 * bytes, which the failure shows, to the file. A field that is added needs a higher version too,
 * unless older releases may pass over it.
 */
class GoldenAccumulatorsTest {
  private static final UnknownFieldSet.Field ONE =
      UnknownFieldSet.Field.newBuilder().addVarint(1).build();

  static Stream<GoldenAccumulator> golden() {
    return GoldenAccumulator.all();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void writesTheseBytes(GoldenAccumulator golden) {
    AnalysisPhase phase = golden.phase();
    Accumulators accumulators = phase.create();
    try (AnalysisSession session = phase.open()) {
      session.add(GoldenData.BATCH, accumulators);
    }
    assertThat(HexFormat.of().formatHex(accumulators.encode(0)))
        .isEqualTo(HexFormat.of().formatHex(golden.bytes()));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void readsTheseBytes(GoldenAccumulator golden) {
    assertThat(read(golden, golden.bytes())).isEqualTo(golden.results());
  }

  /** A later release may have added a field without which the others are right. */
  @ParameterizedTest
  @MethodSource("golden")
  void passesOverFieldsThatItDoesNotKnow(GoldenAccumulator golden) {
    byte[] known = golden.bytes();
    byte[] more = UnknownFieldSet.newBuilder().addField(1000, ONE).build().toByteArray();
    byte[] all = Arrays.copyOf(known, known.length + more.length);
    System.arraycopy(more, 0, all, known.length, more.length);
    assertThat(read(golden, all)).isEqualTo(golden.results());
  }

  private static String read(GoldenAccumulator golden, byte[] bytes) {
    Accumulators accumulators = golden.phase().create();
    accumulators.merge(0, bytes);
    return AnalyzerValues.text(accumulators.nodes().get(0).extract());
  }

  /** If it fails, there is a new message or field: add an accumulator that has it. */
  @Test
  void haveEveryFieldOfEveryMessage() {
    List<FileDescriptor> files =
        List.of(Keys.getDescriptor(), Numbers.getDescriptor(), Vocabulary.getDescriptor());
    assertThat(Path.of("src/main/proto").toFile().list()).hasSameSizeAs(files);
    Set<String> all = new TreeSet<>();
    for (FileDescriptor file : files) {
      for (Descriptor message : file.getMessageTypes()) {
        message.getFields().forEach(field -> all.add(field.getFullName()));
      }
    }
    Set<String> found = new TreeSet<>();
    golden()
        .forEach(
            golden -> {
              Node<?> node = golden.phase().create().nodes().get(0);
              found.addAll(AccumulatorStates.fields(node.definition().analyzer(), golden.bytes()));
            });
    assertThat(found).hasSizeGreaterThan(30).isEqualTo(all);
  }
}
