package io.manabi.serving.tensorflow;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes records to the files of any number of prefixes. Not for several threads. */
final class LogWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

  private final Clock clock;
  private final Map<String, LogFiles> files = new HashMap<>();

  /** The prefixes of which it was told that they cannot be written. */
  private final Set<String> failing = new HashSet<>();

  /** Names files by a clock. */
  LogWriter(Clock clock) {
    this.clock = clock;
  }

  /** Writes a record, or tells why not. */
  boolean write(String prefix, byte[] record) {
    LogFiles to = files.computeIfAbsent(prefix, name -> new LogFiles(name, clock));
    try {
      to.write(record);
      failing.remove(prefix);
      return true;
    } catch (IOException e) {
      tell(prefix, e);
      return false;
    }
  }

  /** Once, until it goes well again. */
  private void tell(String prefix, IOException e) {
    if (failing.add(prefix)) {
      LOG.warn(
          "The prediction log {}-….tfrecord cannot be written ({}); requests are answered, but not"
              + " logged until it can",
          prefix,
          e.toString());
    }
  }

  /** Finishes the files that are old enough. */
  void finishOld() {
    files.forEach(
        (prefix, each) -> {
          try {
            each.finishIfOld();
          } catch (IOException e) {
            tell(prefix, e);
          }
        });
  }

  /** Finishes the files of all other prefixes. */
  void keepOnly(Set<String> prefixes) {
    List<String> others = new ArrayList<>(files.keySet());
    others.removeAll(prefixes);
    for (String prefix : others) {
      LogFiles unwanted = files.remove(prefix);
      failing.remove(prefix);
      if (unwanted != null) {
        close(prefix, unwanted);
      }
    }
  }

  private void close(String prefix, LogFiles each) {
    try {
      each.close();
    } catch (IOException e) {
      tell(prefix, e);
    }
  }

  /** Finishes all files. */
  @Override
  public void close() {
    keepOnly(Set.of());
  }
}
