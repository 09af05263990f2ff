package io.manabi.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportVersionTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_500_000_000), ZoneOffset.UTC);

  @TempDir Path job;

  @Test
  void isTheTime() throws IOException {
    ExportVersion first = ExportVersion.next(job, CLOCK);
    assertThat(first.folder()).isEqualTo(job.resolve("export/1500000000"));
    assertThat(first.warning()).isEmpty();
    Files.createDirectories(first.folder());
    Files.createDirectories(job.resolve("export/notes"));
    ExportVersion second = ExportVersion.next(job, CLOCK);
    assertThat(second.folder()).as("in the same second").hasFileName("1500000001");
    assertThat(second.warning()).isEmpty();
  }

  @Test
  void isAboveOneThatWasExportedUnderAClockThatWasFast() throws IOException {
    Files.createDirectories(job.resolve("export/1600000000"));
    ExportVersion next = ExportVersion.next(job, CLOCK);
    assertThat(next.folder()).hasFileName("1600000001");
    assertThat(next.warning())
        .contains(
            "The export 1600000000 is from 2020-09-13T12:26:40Z, later than now, as if a clock had been fast; the new one is %s, so that servers take it for the newest."
                .formatted(next.folder()));
    Files.createDirectories(job.resolve("export/999999999999999999"));
    assertThat(ExportVersion.next(job, CLOCK).folder()).hasFileName("1000000000000000000");
  }
}
