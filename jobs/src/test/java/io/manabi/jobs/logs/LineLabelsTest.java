package io.manabi.jobs.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.events.Severity;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines as programs really write them. */
class LineLabelsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "2026-11-30 12:00:00,123 WARN  [main] i.m.t.Trainer no room|2026-11-30T10:00:00.123Z|WARNING",
        "2026-11-30 12:00:00,123 INFO  [main] i.m.t.Trainer ERROR is a word|2026-11-30T10:00:00.123Z|INFO",
        "2026-11-30T12:00:00.5+01:00 [ERROR] lost|2026-11-30T11:00:00.5Z|ERROR",
        "[2026-11-30 12:00:00] CRITICAL: lost|2026-11-30T10:00:00Z|CRITICAL",
        "2026-11-30 12:00:00,123 - root - WARNING - slow|2026-11-30T10:00:00.123Z|WARNING",
        "2026-11-30 12:00:00.123456: W tensorflow/core/x.cc:1] slow|2026-11-30T10:00:00.123456Z|WARNING",
        "2026-11-30 12:00:00.123456: I tensorflow/core/x.cc:1] fine|2026-11-30T10:00:00.123456Z|INFO",
        "2026-11-30 12:00:00 and more|2026-11-30T10:00:00Z|",
        "W1130 12:00:00.123456 140735 train.py:10] slow|2026-11-30T10:00:00.123456Z|WARNING",
        "E0000 00:00:1764500000.250000    7 cuda.cc:8310] none|2025-11-30T10:53:20.250Z|ERROR",
        "WARNING:tensorflow:From x: deprecated||WARNING",
        "ERROR:root:lost||ERROR",
        "Traceback (most recent call last):||ERROR",
        "Exception in thread \"main\" java.lang.Error||ERROR",
        "Errors are 3||",
        "W1399 12:00:00.123456 1 no.py:10] day||",
        "||",
      })
  void areRead(@Nullable String line, @Nullable String time, @Nullable String severity) {
    LineLabels labels = LineLabels.of(line == null ? "" : line, 2026, ZoneId.of("+02:00"));
    assertThat(labels.time()).isEqualTo(Optional.ofNullable(time).map(Instant::parse));
    assertThat(labels.severity()).isEqualTo(Optional.ofNullable(severity).map(Severity::valueOf));
  }
}
