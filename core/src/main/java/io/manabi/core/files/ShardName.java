package io.manabi.core.files;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file that is one of many, such as {@code train-00000-of-00004.tfrecord}, as
 * TensorFlow's tools make it.
 *
 * @param before the name of what the files are of, such as train
 * @param shard the place among them, from 0
 * @param count how many there are
 * @param after what the name ends with, such as .tfrecord
 */
public record ShardName(String before, int shard, int count, String after) {
  private static final Pattern NAME = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})([^-]*)");

  /**
   * Reads the name of a file.
   *
   * @return nothing if it is not that of a shard
   */
  public static Optional<ShardName> parse(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    return name.matches()
        ? Optional.of(
            new ShardName(
                name.group(1),
                Integer.parseInt(name.group(2)),
                Integer.parseInt(name.group(3)),
                name.group(4)))
        : Optional.empty();
  }

  /** Another shard of the same files. */
  public ShardName of(int other) {
    return new ShardName(before, other, count, after);
  }

  /** The name. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s-%05d-of-%05d%s", before, shard, count, after);
  }
}
