package io.manabi.prediction;

import io.manabi.core.ManabiException;
import io.manabi.prediction.ModelReference.Default;
import io.manabi.prediction.ModelReference.Label;
import io.manabi.prediction.ModelReference.Latest;
import io.manabi.prediction.ModelReference.Named;
import io.manabi.prediction.ModelReference.Numbered;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The versions of one model, and which of them a request means. */
final class ServedModel {
  private final String name;
  private final ConcurrentNavigableMap<Long, ModelVersion> versions = new ConcurrentSkipListMap<>();
  private final AtomicLong changes = new AtomicLong();
  private volatile @Nullable String defaultName;
  private volatile Map<String, Long> labels = Map.of();

  ServedModel(String name) {
    this.name = name;
  }

  /** Adds a version that is still to be loaded. */
  synchronized ModelVersion add(String versionName, long number) {
    for (ModelVersion other : versions.values()) {
      boolean same = other.number() == number || other.name().equals(versionName);
      if (same && !other.isEnded()) {
        throw ManabiException.user(
            "Model "
                + name
                + " has a version "
                + other.name()
                + " (number "
                + other.number()
                + ") loaded already; unload it first or choose another name and number.");
      }
    }
    versions.values().removeIf(other -> other.name().equals(versionName));
    ModelVersion version = new ModelVersion(name, versionName, number, changes::incrementAndGet);
    versions.put(number, version);
    return version;
  }

  /** Makes a version the default if there is none. */
  synchronized void defaultIfNone(String versionName) {
    if (defaultName == null) {
      defaultName = versionName;
      changes.incrementAndGet();
    }
  }

  synchronized void setDefault(String versionName) {
    available(versionName);
    defaultName = versionName;
    changes.incrementAndGet();
  }

  void setLabels(Map<String, Long> newLabels) {
    labels = Map.copyOf(newLabels);
    changes.incrementAndGet();
  }

  Map<String, Long> labels() {
    return labels;
  }

  void unload(String versionName) {
    ModelVersion version = available(versionName);
    synchronized (this) {
      if (versionName.equals(defaultName)) {
        defaultName = null;
      }
    }
    version.unload();
  }

  void unloadAll() {
    versions.values().forEach(ModelVersion::unload);
  }

  List<VersionStatus> statuses() {
    return versions.descendingMap().values().stream().map(ModelVersion::status).toList();
  }

  /** Looks again whenever something has changed meanwhile, so a swap of versions leaves no gap. */
  Optional<Lease> lease(ModelReference.Choice choice) {
    long seen;
    do {
      seen = changes.get();
      Predicate<ModelVersion> wanted = wanted(choice);
      for (ModelVersion version : versions.descendingMap().values()) {
        if (wanted.test(version)) {
          Optional<Lease> lease = version.tryLease();
          if (lease.isPresent()) {
            return lease;
          }
        }
      }
    } while (changes.get() != seen);
    return Optional.empty();
  }

  private Predicate<ModelVersion> wanted(ModelReference.Choice choice) {
    if (choice instanceof Latest) {
      return version -> true;
    }
    if (choice instanceof Default) {
      return version -> version.name().equals(defaultName);
    }
    if (choice instanceof Numbered number) {
      return version -> version.number() == number.number();
    }
    if (choice instanceof Named named) {
      // Who serves directories of numbers may say 3 as well as v3.
      return version ->
          version.name().equals(named.name())
              || Long.toString(version.number()).equals(named.name());
    }
    @Nullable Long labelled = labels.get(((Label) choice).label());
    return version -> labelled != null && version.number() == labelled;
  }

  private ModelVersion available(String versionName) {
    return versions.values().stream()
        .filter(version -> version.name().equals(versionName) && version.isAvailable())
        .findFirst()
        .orElseThrow(
            () ->
                ManabiException.user(
                    "Model " + name + " has no version " + versionName + " that is loaded."));
  }
}
