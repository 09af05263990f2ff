package io.manabi.training.watch;

import io.manabi.core.ManabiException;
import io.manabi.training.spec.TrainingSpec;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a training was told, by names as {@code schedule.batch_size}: numbers, booleans, and text
 * for anything else.
 *
 * @param values the settings
 */
public record Configuration(Map<String, Object> values) {

  /** What a training with so many tasks was told. */
  public static Configuration of(TrainingSpec spec, int trainers) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("model", spec.model().name());
    add(values, "schedule", spec.schedule());
    add(values, "learning", spec.learning());
    add(values, "strategy", spec.strategy());
    values.put("tasks", trainers);
    new TreeMap<>(spec.flags())
        .forEach((flag, value) -> values.put("flags." + flag.substring(2), plain(value)));
    return new Configuration(values);
  }

  /** A number where it is one, so that TensorBoard has a scale of it. */
  private static Object plain(String value) {
    try {
      return Double.valueOf(value);
    } catch (NumberFormatException e) {
      return value;
    }
  }

  private static void add(Map<String, Object> values, String name, Object value) {
    if (value instanceof Optional<?> optional) {
      optional.ifPresent(present -> add(values, name, present));
    } else if (value instanceof Record && value.getClass().isRecord()) {
      addRecord(values, name, value);
    } else {
      boolean plain = value instanceof Number || value instanceof Boolean;
      values.put(name, plain ? value : value.toString());
    }
  }

  private static void addRecord(Map<String, Object> values, String name, Object value) {
    // One of several kinds, such as an optimizer, is told by its name first.
    if (value.getClass().getInterfaces().length > 0) {
      values.put(name, value.getClass().getSimpleName());
    }
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      String word = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
      try {
        add(values, name + "." + word, component.getAccessor().invoke(value));
      } catch (ReflectiveOperationException e) {
        throw ManabiException.internal("Cannot read " + component + " of " + value + ".", e);
      }
    }
  }

  /** A table for people. */
  String markdown() {
    StringBuilder table = new StringBuilder("| setting | value |\n| --- | --- |\n");
    values.forEach(
        (name, value) ->
            table.append("| ").append(name).append(" | ").append(value).append(" |\n"));
    return table.toString();
  }
}
