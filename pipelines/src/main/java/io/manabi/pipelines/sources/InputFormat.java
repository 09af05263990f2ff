package io.manabi.pipelines.sources;

import io.manabi.core.ManabiException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How rows are stored in files. */
public enum InputFormat {
  /** Text with separators. */
  CSV,
  /** A JSON object in each line. */
  JSONL,
  /** TFRecord files of {@code tf.train.Example}, or of {@code PredictionLog}: requests. */
  TFRECORD,
  /** Parquet. */
  PARQUET;

  private List<String> endings() {
    return switch (this) {
      case CSV -> List.of("csv", "tsv", "data", "test", "txt");
      case JSONL -> List.of("jsonl", "json", "ndjson");
      case TFRECORD -> List.of("tfrecord", "tfrecords");
      case PARQUET -> List.of("parquet");
    };
  }

  /**
   * The format that a name stands for, as {@code csv}.
   *
   * @throws ManabiException if it stands for none
   */
  public static InputFormat named(String name) {
    for (InputFormat format : values()) {
      if (format.name().equalsIgnoreCase(name)) {
        return format;
      }
    }
    throw ManabiException.user(
        "There is no format '" + name + "'; choose csv, jsonl, tfrecord or parquet.");
  }

  /**
   * The format that a path tells by its ending, {@code .gz} and shard numbers left aside.
   *
   * @param path a path, perhaps with wildcards
   * @throws ManabiException if it does not tell
   */
  public static InputFormat of(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    List<String> parts = Arrays.asList(name.split("[.*?-]", -1));
    for (int i = parts.size() - 1; i > 0; i--) {
      for (InputFormat format : values()) {
        if (format.endings().contains(parts.get(i))) {
          return format;
        }
      }
    }
    throw ManabiException.user(
        "The name of '"
            + path
            + "' does not tell its format; give --input-format csv, jsonl, tfrecord or parquet.");
  }
}
