package io.manabi.gateway.routes;

import static io.manabi.gateway.calls.ApiCall.Work.DESCRIPTION;
import static io.manabi.gateway.calls.ApiCall.Work.LOOK;
import static io.manabi.gateway.calls.ApiCall.Work.PREDICTION;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bucket4j.TimeMeter;
import io.manabi.core.ManabiException;
import io.manabi.gateway.calls.AskedVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
  private static final String YAML =
      """
      models:
        mnist:
          split: {3: 90, 4: 10}
          sticky-header: x-user
          aliases: {canary: 4}
          shadow: {version: 5}
      quotas:
        - {key: shop, model: mnist, requests-per-second: 100}
      """;

  @TempDir private Path directory;

  private Routes.Table table(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("routes.yaml"), content);
    try (Routes routes = Routes.ofFile(file)) {
      return routes.now();
    }
  }

  @Test
  void readsWhatAnOperatorWrites() throws IOException {
    Routes.Table table = table(YAML);
    ModelRoute route = table.models().get("mnist");

    assertThat(route)
        .isEqualTo(
            new ModelRoute(
                new Split(Map.of(3L, 90.0, 4L, 10.0)),
                "x-user",
                Map.of("canary", 4L),
                new Shadow(5, 100.0, 1e-5, 16)));
    assertThat(table.quotas().isEmpty()).isFalse();
    assertThat(table("{\"models\": {\"a\": {\"aliases\": {\"b\": 1}}}}").models())
        .containsOnlyKeys("a");
    assertThat(table("").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "models: {a: {splitt: {1: 100}}}|routes.yaml:1 cannot be used: Unrecognized field",
        "models: {a: {split: {1: 90}}}|The route of model 'a' in",
        "models: {a: {shadow: {percent: 10}}}|Missing required creator property 'version'",
        "quotas: [{key: a, requests-per-second: 0}]|expected numbers above 0.",
        "models: [|cannot be used",
      })
  void saysWhereAFileIsWrong(String content, String message) {
    assertThatThrownBy(() -> table(content))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(message);
  }

  @Test
  void staysWithWhatItHasIfAFileBecomesWrong() throws IOException {
    Path file = Files.writeString(directory.resolve("routes"), YAML);
    try (Routes routes = Routes.ofFile(file, Duration.ofMillis(10))) {
      Files.writeString(file, "models: {other: {}}");
      Awaitility.await().until(() -> routes.now().models().containsKey("other"));
      Files.writeString(file, "models: 1");
      Files.writeString(file, "models: {other: {}, third: {}}");
      Awaitility.await().until(() -> routes.now().models().containsKey("third"));
    }
  }

  @Test
  void leavesWhatARequestAsksForUnlessItIsAnAlias() throws IOException {
    ModelRoute route = requireNonNull(table(YAML).models().get("mnist"));
    Random random = new Random(1);
    AskedVersion canary = new AskedVersion(true, "canary");

    assertThat(route.version(canary, PREDICTION, null, random)).hasValue(4);
    assertThat(route.version(new AskedVersion(false, "7"), PREDICTION, null, random)).isEmpty();
    assertThat(route.version(AskedVersion.NONE, LOOK, null, random)).isEmpty();
    assertThat(route.version(AskedVersion.NONE, DESCRIPTION, null, random)).hasValue(3);
    long sticky = route.version(AskedVersion.NONE, PREDICTION, "anna", random).getAsLong();
    for (int i = 0; i < 100; i++) {
      assertThat(route.version(AskedVersion.NONE, PREDICTION, "anna", random)).hasValue(sticky);
    }
    assertThat(route.version(AskedVersion.NONE, DESCRIPTION, "anna", random)).hasValue(sticky);
    assertThat(route.shadow(AskedVersion.NONE, OptionalLong.of(5), random)).isEmpty();
    assertThat(route.shadow(new AskedVersion(false, "5"), OptionalLong.empty(), random)).isEmpty();
    assertThat(route.shadow(AskedVersion.NONE, OptionalLong.of(4), random)).isPresent();
  }

  @Test
  void putsWhatAFileSaysOverWhatItIsToldExceptForNames() throws IOException {
    Path file = Files.writeString(directory.resolve("routes.yaml"), YAML);
    ModelRoute told =
        new ModelRoute(new Split(Map.of(1L, 100.0)), "", Map.of("v1", 1L, "canary", 9L), null);
    try (Routes routes = Routes.ofProjects(file)) {
      // Nobody has told which models there are.
      assertThat(routes.now().isMissing("third", "")).isFalse();
      routes.become(Map.of("mnist", told, "other", told));
      ModelRoute joined = requireNonNull(routes.now().models().get("mnist"));

      assertThat(joined.split()).isEqualTo(new Split(Map.of(3L, 90.0, 4L, 10.0)));
      assertThat(joined.aliases()).isEqualTo(Map.of("v1", 1L, "canary", 9L));
      assertThat(routes.now().models()).containsEntry("other", told);
      assertThat(routes.now().isMissing("mnist", "canary")).isFalse();
      assertThat(routes.now().isMissing("mnist", "v2")).isTrue();
      assertThat(routes.now().isMissing("third", "")).isTrue();
    }
  }

  /** A time that passes when it is told to. */
  private static final class SteppedTime implements TimeMeter {
    private long now;

    @Override
    public long currentTimeNanos() {
      return now;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  @Test
  void countsEachKeyAndModelByItself() {
    SteppedTime time = new SteppedTime();
    Quotas quotas =
        new Quotas(List.of(new Quota("*", "*", 2, 3L), new Quota("shop", "mnist", 1, null)), time);

    assertThat(quotas.take("other", "mnist")).isEmpty();
    assertThat(quotas.take("other", "a")).isEmpty();
    assertThat(quotas.take("other", "b")).isEmpty();
    assertThat(quotas.take("other", "b")).contains(Duration.ofMillis(500));
    assertThat(quotas.take("shop", "mnist")).isEmpty();
    assertThat(quotas.take("shop", "mnist")).contains(Duration.ofSeconds(1));
    assertThat(quotas.take("shop", "a")).isEmpty();
    time.now = Duration.ofSeconds(1).toNanos();
    assertThat(quotas.take("other", "b")).isEqualTo(Optional.empty());
    assertThat(quotas.take("shop", "mnist")).isEmpty();
  }
}
