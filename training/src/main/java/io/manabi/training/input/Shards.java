package io.manabi.training.input;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import io.manabi.core.ManabiException;
import io.manabi.core.files.ShardName;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The files of a folder that are shards of one output. */
final class Shards {
  private Shards() {}

  /** The names of the data sets that files are of, sorted. */
  static Set<String> dataSets(List<Path> files) {
    return files.stream()
        .map(file -> String.valueOf(file.getFileName()))
        .map(name -> name.replaceFirst("(-\\d{5}-of-\\d{5})?\\.tfrecord.*", ""))
        .collect(toCollection(TreeSet::new));
  }

  /**
   * Checks that the files are shards of one output, and all of them; files with other names are
   * none.
   */
  static void requireAll(Path folder, List<Path> files) {
    Collection<? extends Set<ShardName>> outputs =
        files.stream()
            .flatMap(file -> ShardName.parse(file).stream())
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
            String.format(
                Locale.ROOT,
                "The examples in %s are missing, one of %d shards; run preprocessing again.",
                folder.resolve(needed.toString()),
                first.count()));
      }
    }
  }
}
