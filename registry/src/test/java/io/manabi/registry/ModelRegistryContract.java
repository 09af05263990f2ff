package io.manabi.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.manabi.core.ManabiException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry does on whatever database; a subclass for each opens it. */
abstract class ModelRegistryContract {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  static final String ORIGIN = "/models/mnist/1";
  static final ModelName MNIST = new ModelName("shop", "MNIST");
  private static final Optional<String> WHO = Optional.of("ann");

  @SuppressWarnings("NullAway.Init") // Set before each test.
  ModelRegistry registry;

  abstract ModelRegistry open();

  @BeforeEach
  void openRegistry() {
    registry = open();
  }

  @AfterEach
  void closeRegistry() {
    registry.close();
  }

  private static NewVersion version(ModelName model, String name) {
    return new NewVersion(
        model.version(name),
        ORIGIN,
        Details.of("a try"),
        new Lineage("job_7", null, null, Map.of("accuracy", 0.98), "ann"));
  }

  private Version create(String name) {
    return registry.versions().create(version(MNIST, name));
  }

  private Version ready(String name) {
    return registry.versions().changeState(create(name).name(), VersionState.READY, "");
  }

  private Optional<String> defaultVersion() {
    return registry.findModel(MNIST).orElseThrow().defaultVersion();
  }

  private Model createMnist() {
    return registry.createModel(MNIST, Details.of(""));
  }

  private void assertRefused(ThrowingCallable call, RegistryFailure.Kind kind, String part) {
    RegistryFailure failure = catchThrowableOfType(RegistryFailure.class, call);
    assertThat(failure).hasMessageContaining(part);
    assertThat(failure.kind()).isEqualTo(kind);
  }

  @Test
  void keepsModelsOfEachProjectByItself() {
    Model mnist =
        registry.createModel(MNIST, new Details("digits", Map.of("team", "a"), "{\"a\":1}"));
    assertThat(mnist)
        .isEqualTo(
            new Model(
                MNIST,
                new Details("digits", Map.of("team", "a"), "{\"a\":1}"),
                Optional.empty(),
                Map.of(),
                NOW,
                1));
    ModelName other = new ModelName("lab", "MNIST");
    registry.createModel(new ModelName("shop", "CENSUS"), Details.of(""));
    registry.createModel(other, Details.of("theirs"));

    assertThat(registry.models("shop", "", 10))
        .extracting(each -> each.name().id())
        .containsExactly("CENSUS", "MNIST");
    assertThat(registry.models("shop", "CENSUS", 10)).containsExactly(mnist);
    assertThat(registry.models("shop", "", 1)).hasSize(1);
    assertThat(registry.findModel(other).orElseThrow().details().description()).isEqualTo("theirs");
    assertThat(registry.findModel(new ModelName("shop", "mnist"))).isEmpty();
  }

  @Test
  void makesTheFirstVersionTheDefault() {
    createMnist();
    Version first = create("v1");
    Version second = create("v2");
    NewVersion asked = version(MNIST, "v1");
    assertThat(first)
        .isEqualTo(
            new Version(
                asked.name(),
                1,
                ORIGIN,
                asked.details(),
                asked.lineage(),
                VersionState.CREATING,
                "",
                NOW,
                1));
    assertThat(second.number()).isEqualTo(2);
    assertThat(registry.versions().list(MNIST)).containsExactly(first, second);
    assertThat(registry.versions().find(MNIST.version("v2"))).contains(second);
    assertThat(registry.versions().find(MNIST.version("v3"))).isEmpty();
    assertThat(defaultVersion()).contains("v1");
  }

  @Test
  void makesOnlyAVersionThatCanServeTheDefault() {
    createMnist();
    create("v1");
    create("v2");
    assertRefused(
        () -> registry.setDefault(MNIST.version("v2"), WHO),
        RegistryFailure.Kind.UNSUITABLE,
        "Version v2 of model MNIST is CREATING; only a version that is READY can be the default.");
    registry.versions().changeState(MNIST.version("v2"), VersionState.READY, "");
    registry.setDefault(MNIST.version("v2"), WHO);
    assertThat(defaultVersion()).contains("v2");
  }

  @Test
  void letsOneThatCanServeTakeThePlaceOfADefaultThatCannot() {
    createMnist();
    Operation first = registry.versions().beginCreate(version(MNIST, "v1"));
    registry
        .versions()
        .endCreate(
            first,
            Optional.of(new Operation.Failure(Operation.FailureKind.UNUSABLE, "it is broken")));
    assertThat(registry.versions().find(MNIST.version("v1")).orElseThrow().error())
        .isEqualTo("it is broken");
    assertThat(defaultVersion()).contains("v1");

    registry
        .versions()
        .endCreate(registry.versions().beginCreate(version(MNIST, "v2")), Optional.empty());
    assertThat(defaultVersion()).contains("v2");
  }

  @Test
  void goesBackFromDefaultToDefault() {
    createMnist();
    ready("v1");
    for (String name : List.of("v2", "v3", "v4")) {
      ready(name);
      registry.setDefault(MNIST.version(name), WHO);
    }
    registry.versions().endDelete(registry.versions().beginDelete(MNIST.version("v3"), WHO));

    assertThat(registry.rollback(MNIST, WHO).name().id()).isEqualTo("v2");
    assertThat(registry.rollback(MNIST, WHO).name().id()).isEqualTo("v1");
    assertThat(defaultVersion()).contains("v1");
    assertRefused(
        () -> registry.rollback(MNIST, WHO), RegistryFailure.Kind.UNSUITABLE, "was the default");
    registry.setDefault(MNIST.version("v4"), WHO);
    assertThat(registry.rollback(MNIST, WHO).name().id()).isEqualTo("v1");
    assertThat(registry.history(MNIST))
        .extracting(ModelEvent::action, ModelEvent::version, event -> event.who().orElse(""))
        .startsWith(
            tuple(ModelEvent.Action.ROLLBACK, "v1", "ann"),
            tuple(ModelEvent.Action.SET_DEFAULT, "v4", "ann"),
            tuple(ModelEvent.Action.ROLLBACK, "v1", "ann"))
        .endsWith(
            tuple(ModelEvent.Action.SET_DEFAULT, "v1", "ann"),
            tuple(ModelEvent.Action.CREATE_VERSION, "v1", "ann"));
  }

  @Test
  void givesVersionsFurtherNames() {
    createMnist();
    ready("v1");
    create("v2");
    Model named =
        registry.updateModel(
            MNIST, model -> model.withAliases(Map.of("champion", "v1", "stable", "v1")), WHO);
    assertThat(named.aliases()).isEqualTo(Map.of("champion", "v1", "stable", "v1"));
    assertThat(named.revision()).isGreaterThan(1);
    assertThat(registry.models("shop", "", 10)).containsExactly(named);

    assertRefused(
        () -> registry.updateModel(MNIST, model -> model.withAliases(Map.of("v2", "v1")), WHO),
        RegistryFailure.Kind.UNSUITABLE,
        "has a version v2");
    assertRefused(
        () -> registry.updateModel(MNIST, model -> model.withAliases(Map.of("next", "v2")), WHO),
        RegistryFailure.Kind.UNSUITABLE,
        "v2 of model MNIST is CREATING");
    assertRefused(() -> create("champion"), RegistryFailure.Kind.TAKEN, "has an alias champion");
    registry.versions().changeState(MNIST.version("v2"), VersionState.READY, "");
    registry.setDefault(MNIST.version("v2"), WHO);
    assertRefused(
        () -> registry.versions().beginDelete(MNIST.version("v1"), WHO),
        RegistryFailure.Kind.UNSUITABLE,
        "names version v1");

    registry.updateModel(MNIST, model -> model.withAliases(Map.of("champion", "v2")), WHO);
    assertThat(registry.history(MNIST))
        .extracting(ModelEvent::action, event -> event.alias().orElse(""), ModelEvent::version)
        .startsWith(
            tuple(ModelEvent.Action.REMOVE_ALIAS, "stable", "v1"),
            tuple(ModelEvent.Action.SET_ALIAS, "champion", "v2"));
    registry.versions().beginDelete(MNIST.version("v1"), WHO);
  }

  @ParameterizedTest
  @CsvSource({
    "CREATING, false",
    "READY, true",
    "READY DELETING, true",
    "READY CREATING, false",
    "READY FAILED, true",
    "FAILED CREATING READY, true",
    "FAILED READY, false",
    "DELETING READY, false",
  })
  void goesFromStateToStateOnlyAsALifeGoes(String states, boolean allowed) {
    // Each row is a way from CREATING, whose last step is allowed or not.
    createMnist();
    VersionName name = create("v1").name();
    List<VersionState> way = Stream.of(states.split(" ", -1)).map(VersionState::valueOf).toList();
    VersionState last = way.get(way.size() - 1);
    way.subList(0, way.size() - 1).forEach(each -> registry.versions().changeState(name, each, ""));
    if (allowed) {
      assertThat(registry.versions().changeState(name, last, "").state()).isEqualTo(last);
    } else {
      assertThatThrownBy(() -> registry.versions().changeState(name, last, ""))
          .isInstanceOf(ManabiException.class)
          .hasMessageEndingWith("and cannot become " + last + ".");
    }
  }

  @Test
  void neverGivesANumberTwice() {
    ModelName other = new ModelName("lab", "MNIST");
    createMnist();
    registry.createModel(other, Details.of(""));
    ready("v1");
    assertThat(registry.versions().create(version(other, "v1")).number()).isEqualTo(1);

    registry.versions().endDelete(registry.versions().beginDelete(MNIST.version("v1"), WHO));
    assertThat(ready("v1").number()).isEqualTo(2);
    registry.versions().endDelete(registry.versions().beginDelete(MNIST.version("v1"), WHO));
    registry.deleteModel(MNIST, WHO);
    createMnist();
    assertThat(create("v1").number()).isEqualTo(3);
  }

  @Test
  void deletesWhatIsNotInUse() {
    createMnist();
    ready("v1");
    ready("v2");
    create("v3");
    assertRefused(
        () -> registry.versions().beginDelete(MNIST.version("v1"), WHO),
        RegistryFailure.Kind.UNSUITABLE,
        "is the default of model MNIST");
    assertRefused(
        () -> registry.versions().beginDelete(MNIST.version("v3"), WHO),
        RegistryFailure.Kind.UNSUITABLE,
        "is CREATING");
    assertRefused(
        () -> registry.deleteModel(MNIST, WHO),
        RegistryFailure.Kind.UNSUITABLE,
        "still has versions");

    registry.versions().changeState(MNIST.version("v3"), VersionState.FAILED, "broken");
    for (String name : List.of("v3", "v2", "v1")) {
      registry.versions().endDelete(registry.versions().beginDelete(MNIST.version(name), WHO));
    }
    assertThat(defaultVersion()).isEmpty();
    Operation deleted = registry.deleteModel(MNIST, WHO);
    assertThat(registry.findModel(MNIST)).isEmpty();
    assertThat(registry.operations().find("shop", deleted.id())).contains(deleted);
    assertThat(deleted.isDone()).isTrue();
  }

  @Test
  void saysWhatIsMissingOrTaken() {
    createMnist();
    create("v1");
    ModelName cifar = new ModelName("shop", "CIFAR");
    assertRefused(this::createMnist, RegistryFailure.Kind.TAKEN, "Model MNIST exists already");
    assertRefused(() -> create("v1"), RegistryFailure.Kind.TAKEN, "has a version v1 already");
    assertRefused(
        () -> registry.versions().create(version(cifar, "v1")),
        RegistryFailure.Kind.MISSING,
        "There is no model CIFAR");
    assertRefused(
        () -> registry.versions().list(cifar),
        RegistryFailure.Kind.MISSING,
        "There is no model CIFAR");
    assertRefused(
        () -> registry.setDefault(MNIST.version("v9"), WHO),
        RegistryFailure.Kind.MISSING,
        "Model MNIST has no version v9");
    assertRefused(
        () -> registry.versions().beginDelete(MNIST.version("v9"), WHO),
        RegistryFailure.Kind.MISSING,
        "Model MNIST has no version v9");
    assertRefused(
        () -> registry.deleteModel(cifar, WHO),
        RegistryFailure.Kind.MISSING,
        "There is no model CIFAR");
    assertRefused(
        () -> registry.operations().cancel("shop", "x"), RegistryFailure.Kind.MISSING, "x");
  }

  @Test
  void keepsWhatIsToBeDone() {
    createMnist();
    Operation create = registry.versions().beginCreate(version(MNIST, "v1"));
    assertThat(registry.operations().open()).containsExactly(create);
    registry.operations().start(create);
    registry.operations().cancel("shop", create.id());
    Operation begun = registry.operations().find("shop", create.id()).orElseThrow();
    assertThat(begun.isCancelled()).isTrue();
    assertThat(begun.times().started()).contains(NOW);
    assertThat(begun.isDone()).isFalse();

    Operation.Failure failure =
        new Operation.Failure(Operation.FailureKind.CANCELLED, "somebody has cancelled it");
    registry.versions().endCreate(begun, Optional.of(failure));
    assertThat(registry.operations().open()).isEmpty();
    Operation ended = registry.operations().find("shop", create.id()).orElseThrow();
    assertThat(ended.failure()).contains(failure);
    assertThat(ended.times().ended()).contains(NOW);
    assertThat(registry.operations().before("shop", NOW.plusSeconds(1), "", 10))
        .containsExactly(ended);
    assertThat(registry.operations().before("lab", NOW.plusSeconds(1), "", 10)).isEmpty();
    registry.operations().forgetOld();
    assertThat(registry.operations().find("shop", create.id())).isPresent();
  }

  @Test
  void givesEachOfManyCallsAtOnceAVersionNumberOfItsOwn() {
    createMnist();
    Set<Long> numbers =
        IntStream.range(0, 40)
            .parallel()
            .mapToObj(i -> create("v" + i).number())
            .collect(Collectors.toSet());
    assertThat(numbers).hasSize(40).contains(1L, 40L);
  }

  @Test
  void letsOneOfManyCallsAtOnceCreateAModel() {
    List<String> refusals = new CopyOnWriteArrayList<>();
    IntStream.range(0, 20)
        .parallel()
        .forEach(
            i -> {
              try {
                createMnist();
              } catch (ManabiException e) {
                refusals.add(e.getMessage());
              }
            });
    assertThat(refusals)
        .hasSize(19)
        .containsOnly("Model MNIST exists already; choose another name.");
  }

  @Test
  void saysWhatTheDatabaseCannotTake() {
    assertThatThrownBy(() -> registry.createModel(MNIST, Details.of("x".repeat(5000))))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("Cannot use the database in ");
    assertThat(registry.findModel(MNIST)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1v", "a-b", "a/b", "a:b", "ä", "a b"})
  void refusesNamesThatNoUrlOrClientTakes(String name) {
    assertRefused(
        () -> new ModelName("shop", name), RegistryFailure.Kind.INVALID, "cannot name a model");
    assertRefused(() -> MNIST.version(name), RegistryFailure.Kind.INVALID, "cannot name a version");
  }
}
