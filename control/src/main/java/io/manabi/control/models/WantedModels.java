package io.manabi.control.models;

import io.manabi.core.ManabiException;
import io.manabi.registry.Model;
import io.manabi.registry.ModelName;
import io.manabi.registry.ModelRegistry;
import io.manabi.registry.Version;
import io.manabi.registry.VersionFiles;
import io.manabi.registry.VersionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Tells a deployment what is to be served, whenever that is something else. */
final class WantedModels {
  private final ModelRegistry registry;
  private final VersionFiles files;
  private final Deployment deployment;

  /** Those whose files have been found to be there as they were imported, since this was made. */
  private final Set<Key> prepared = ConcurrentHashMap.newKeySet();

  private Optional<List<DeployedModel>> told = Optional.empty();

  /** A version, whatever its name means later. */
  private record Key(ModelName model, long number) {}

  WantedModels(ModelRegistry registry, VersionFiles files, Deployment deployment) {
    this.registry = registry;
    this.files = files;
    this.deployment = deployment;
  }

  /**
   * Has the files of a version there.
   *
   * @throws ManabiException if they are not what they were when they were imported
   */
  void prepare(Version version) {
    files.prepare(version);
    prepared.add(new Key(version.name().model(), version.number()));
  }

  /**
   * Tells the deployment what is to be served: all versions that can serve, and those that are
   * about to.
   *
   * @param failed told of versions whose files are not what they were, and why
   * @return what is to be served
   */
  List<DeployedModel> tell(BiConsumer<Version, ManabiException> failed) {
    Map<ModelName, List<Version>> versions =
        registry.versions().all().stream()
            .filter(version -> isWanted(version, failed))
            .collect(Collectors.groupingBy(version -> version.name().model()));
    List<DeployedModel> models = new ArrayList<>();
    for (Model model : registry.allModels()) {
      List<Version> wanted = versions.getOrDefault(model.name(), List.of());
      if (!wanted.isEmpty()) {
        models.add(deployed(model, wanted));
      }
    }
    if (!told.equals(Optional.of(models))) {
      deployment.want(models);
      told = Optional.of(models);
    }
    return models;
  }

  private boolean isWanted(Version version, BiConsumer<Version, ManabiException> failed) {
    boolean isPrepared = prepared.contains(new Key(version.name().model(), version.number()));
    if (version.state() == VersionState.READY && !isPrepared) {
      try {
        prepare(version);
        return true;
      } catch (ManabiException e) {
        failed.accept(version, e);
        return false;
      }
    }
    return isPrepared
        && (version.state() == VersionState.READY || version.state() == VersionState.CREATING);
  }

  private DeployedModel deployed(Model model, List<Version> wanted) {
    Map<String, Long> numbers = new HashMap<>();
    wanted.forEach(version -> numbers.put(version.name().id(), version.number()));
    Map<String, Long> names = new HashMap<>(numbers);
    model
        .aliases()
        .forEach(
            (alias, id) -> {
              Long number = numbers.get(id);
              if (number != null) {
                names.put(alias, number);
              }
            });
    Long defaultNumber = model.defaultVersion().map(numbers::get).orElse(null);
    return new DeployedModel(
        model.name().project(),
        model.name().id(),
        files.basePath(model.name()),
        Set.copyOf(numbers.values()),
        names,
        defaultNumber == null ? OptionalLong.empty() : OptionalLong.of(defaultNumber));
  }
}
