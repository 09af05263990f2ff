package io.manabi.pipelines.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.pipelines.Golden;
import io.manabi.pipelines.preprocess.SpanStateProto.SpanState;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is kept of a span is read by later releases: its bytes are those of the file.
 *
 * <p>If this test fails, the encoding has changed, and what former releases kept would be read
 * wrongly. Take the change back, or raise the version of {@link SpanAnalysis}, so that whatever was
 * kept is computed again, and write the new bytes, which the failure shows, to the file.
 */
class GoldenSpanTest {
  private static final SpanAnalysis SPAN =
      new SpanAnalysis(300, 2, List.of(new byte[] {1, 2, -1}, new byte[0], new byte[] {7}));

  @Test
  void writesTheseBytes() {
    assertThat(HexFormat.of().formatHex(SPAN.encode()))
        .isEqualTo(HexFormat.of().formatHex(Golden.read("span.hex")));
  }

  @Test
  void readsTheseBytes() {
    SpanAnalysis read = SpanAnalysis.decode(Golden.read("span.hex")).orElseThrow();
    assertThat(read.rows()).isEqualTo(300);
    assertThat(read.badRows()).isEqualTo(2);
    assertThat(read.accumulators().toArray(byte[][]::new))
        .isDeepEqualTo(SPAN.accumulators().toArray(byte[][]::new));
  }

  @Test
  void haveEveryField() throws Exception {
    assertThat(SpanState.parseFrom(Golden.read("span.hex")).getAllFields().keySet())
        .containsExactlyElementsOf(SpanState.getDescriptor().getFields());
  }

  @Test
  void passesOverOtherVersionsAndBytes() throws Exception {
    byte[] bytes = Golden.read("span.hex");
    SpanState state = SpanState.parseFrom(bytes);
    for (int version : new int[] {0, state.getVersion() + 1, -1}) {
      byte[] other = state.toBuilder().setVersion(version).build().toByteArray();
      assertThat(SpanAnalysis.decode(other)).as("version %d", version).isEmpty();
    }
    assertThat(SpanAnalysis.decode(new byte[0])).isEmpty();
    assertThat(SpanAnalysis.decode(Arrays.copyOf(bytes, bytes.length - 1))).isEmpty();
  }
}
