package io.manabi.serving;

import io.manabi.core.ManabiException;
import java.util.List;
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

  /** The available version with the highest number. */
  Optional<Lease> leaseLatest() {
    return leaseFirst(version -> true);
  }

  Optional<Lease> leaseNumber(long number) {
    return leaseFirst(version -> version.number() == number);
  }

  Optional<Lease> leaseNamed(String versionName) {
    return leaseFirst(version -> version.name().equals(versionName));
  }

  Optional<Lease> leaseDefault() {
    return leaseFirst(version -> version.name().equals(defaultName));
  }

  /** Looks again whenever something has changed meanwhile, so a swap of versions leaves no gap. */
  private Optional<Lease> leaseFirst(Predicate<ModelVersion> wanted) {
    long seen;
    do {
      seen = changes.get();
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
