package io.manabi.training.input;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a file that is one of many, such as {@code train-00000-of-00004.tfrecord}. */
record ShardName(String before, int shard, int count, String after) {
  private static final Pattern NAME = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})([^-]*)");

  /**
   * Checks that the files are shards of one output, and all of them; files with other names are
   * none.
   */
  static void requireAll(Path folder, List<Path> files) {
    Collection<? extends Set<ShardName>> outputs =
        files.stream()
            .flatMap(file -> parse(file).stream())
            .collect(
                groupingBy(
                    name -> name.of(0), LinkedHashMap::new, toCollection(LinkedHashSet::new)))
            .values();
    if (outputs.size() > 1) {
      throw ManabiException.user(
          "%s has files of different outputs, %s; delete those that are old, or run preprocessing again."
              .formatted(
                  folder,
                  outputs.stream()
                      .map(found -> found.iterator().next().toString())
                      .collect(joining(" and "))));
    }
    outputs.forEach(found -> requireAll(folder, found));
  }

  private static void requireAll(Path folder, Set<ShardName> found) {
    ShardName first = found.iterator().next();
    for (int shard = 0; shard < first.count(); shard++) {
      ShardName needed = first.of(shard);
      if (!found.contains(needed)) {
        throw ManabiException.user(
            "The examples in %s are missing, one of %d shards; run preprocessing again."
                .formatted(folder.resolve(needed.toString()), first.count()));
      }
    }
  }

  private static Optional<ShardName> parse(Path file) {
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

  /** Another shard of the same output. */
  private ShardName of(int other) {
    return new ShardName(before, other, count, after);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s-%05d-of-%05d%s", before, shard, count, after);
  }
}
