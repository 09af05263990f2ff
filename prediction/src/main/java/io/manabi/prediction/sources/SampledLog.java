package io.manabi.prediction.sources;

import java.nio.file.Path;

/**
 * That some of the requests to a model are logged, with their answers.
 *
 * @param filePrefix what the names of the files begin with, folder included
 * @param rate the part of the requests, from 0 to 1
 */
public record SampledLog(String filePrefix, double rate) {

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException if the rate is not from 0 to 1, or there is no prefix, or none
   *     that files can have
   */
  public SampledLog {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("sampling_rate is " + rate + "; expected 0 to 1");
    }
    if (filePrefix.isBlank()) {
      throw new IllegalArgumentException(
          "logging_config samples requests, but has no filename_prefix in log_collector_config");
    }
    Object unused = Path.of(filePrefix); // It throws if no file can be named so.
  }
}
