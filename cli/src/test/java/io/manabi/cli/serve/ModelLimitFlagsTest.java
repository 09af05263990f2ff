package io.manabi.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import io.manabi.web.Limits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ModelLimitFlagsTest {
  private static ModelLimitFlags parsed(String... flags) {
    return CommandLine.populateCommand(new ModelLimitFlags(), flags);
  }

  @Test
  void hasLimitsThatNobodyNeedsToGive() {
    assertThat(parsed().limits()).isEqualTo(Limits.DEFAULTS.withBodyBytes(32 << 20));
    assertThat(parsed().picturePixels()).isEqualTo(50_000_000);
  }

  @Test
  void takesEachLimit() {
    ModelLimitFlags flags =
        parsed(
            "--rest-api-timeout-in-ms=1",
            "--header-timeout-in-ms=2",
            "--max-connections=3",
            "--max-request-bytes=4",
            "--max-json-depth=5",
            "--max-picture-pixels=6");

    assertThat(flags.limits())
        .isEqualTo(
            new Limits(
                4,
                4,
                3,
                Duration.ofMillis(2),
                Limits.DEFAULTS.idleTime(),
                Duration.ofMillis(1),
                5));
    assertThat(flags.picturePixels()).isEqualTo(6);
  }

  @Test
  void refusesLimitsThatLetNothingIn() {
    assertThatThrownBy(() -> parsed("--max-json-depth=0").limits())
        .isInstanceOf(ManabiException.class)
        .hasMessage("The limit of 0 levels of JSON is none; expected a number above 0.");
  }
}
