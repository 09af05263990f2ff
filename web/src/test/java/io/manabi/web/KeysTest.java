package io.manabi.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.manabi.core.ManabiException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and what they permit, without a server. */
class KeysTest {
  private static final Instant END = Instant.parse("2027-01-01T00:00:00Z");
  private static final String HASH = "a".repeat(64);

  @TempDir private Path directory;

  @Test
  void knowsTheKeysOfItsFileUntilTheyEnd() throws Exception {
    Keys.NewKey one = Keys.make("shop", Set.of(Action.PREDICT), Set.of("MNIST", "census"), END);
    Keys.NewKey two = Keys.make("ops", Set.of(Action.READ, Action.ADMIN), Set.of("*"), null);
    Path file = write("# keys of the shop\n\n" + one.line() + "\n" + two.line() + "\n");

    try (Keys before = keys(file, END.minusSeconds(1));
        Keys after = keys(file, END)) {
      assertThat(before.caller(one.secret()).map(Caller::name)).hasValue("shop");
      assertThat(after.caller(one.secret())).isEmpty();
      assertThat(after.caller(two.secret()).map(Caller::name)).hasValue("ops");
      assertThat(before.caller(one.secret() + "x")).isEmpty();
      assertThat(before.caller("")).isEmpty();
    }
    assertThat(one.secret()).matches("mk-[A-Za-z0-9_-]{43}").isNotEqualTo(two.secret());
    assertThat(one.line())
        .doesNotContain(one.secret())
        .startsWith("{\"name\":\"shop\",\"sha256\":\"")
        .endsWith(
            "\"actions\":[\"predict\"],\"models\":[\"MNIST\",\"census\"],"
                + "\"expires\":\"2027-01-01T00:00:00Z\"}");
    assertThat(one.toString()).doesNotContain(one.secret());
  }

  @Test
  void readsItsFileAgainWhenItChanges() throws Exception {
    Keys.NewKey one = Keys.make("one", Set.of(Action.READ), Set.of("*"), null);
    Keys.NewKey two = Keys.make("two", Set.of(Action.READ), Set.of("*"), null);
    Path file = write(one.line());
    try (LoggedLines log = new LoggedLines(WatchedFiles.class.getName());
        Keys keys = keys(file, Instant.EPOCH)) {
      write("{\"name\": ");
      await().atMost(RunningServer.LIMIT).until(() -> log.has("keys.jsonl, line 1: expected"));
      assertThat(keys.caller(one.secret())).isPresent();

      write(two.line());
      await().atMost(RunningServer.LIMIT).until(() -> keys.caller(two.secret()).isPresent());
      assertThat(keys.caller(one.secret())).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "null",
        "[]",
        "{}",
        "{\"name\": 1}",
        "{\"name\":\"a b\",\"sha256\":\"H\",\"actions\":[\"read\"],\"models\":[\"*\"]}",
        "{\"name\":\"a\",\"sha256\":\"mk-secret\",\"actions\":[\"read\"],\"models\":[\"*\"]}",
        "{\"name\":\"a\",\"sha256\":\"H\",\"actions\":[\"reed\"],\"models\":[\"*\"]}",
        "{\"name\":\"a\",\"sha256\":\"H\",\"actions\":[],\"models\":[\"*\"]}",
        "{\"name\":\"a\",\"sha256\":\"H\",\"actions\":[null],\"models\":[\"*\"]}",
        "{\"name\":\"a\",\"sha256\":\"H\",\"actions\":[\"read\"]}",
        "{\"name\":\"a\",\"sha256\":\"H\",\"actions\":[\"read\"],\"models\":[\"\"]}",
        "{\"name\":\"a\",\"sha256\":\"H\",\"actions\":[\"read\"],\"models\":[\"*\"],\"expire\":1}",
        "{\"name\":\"a\",\"sha256\":\"H\",\"actions\":[\"read\"],\"models\":[\"*\"],\"expires\":\"2027\"}",
        "{\"name\":\"a\",\"sha256\":\"H\",\"roles\":{}}",
        "{\"name\":\"a\",\"sha256\":\"H\",\"roles\":{\"shop\":[]}}",
        "{\"name\":\"a\",\"sha256\":\"H\",\"roles\":{\"shop\":[\"king\"]}}",
        "{\"name\":\"a\",\"sha256\":\"H\",\"roles\":{\"a.b\":[\"viewer\"]}}",
        "{\"name\":\"a\",\"sha256\":\"H\",\"models\":[\"*\"],\"roles\":{\"*\":[\"admin\"]}}",
        "{\"name\":\"a\",\"name\":\"b\",\"sha256\":\"H\",\"actions\":[\"read\"],\"models\":[\"*\"]}",
        "{\"name\":\"a\",\"sha256\":\"H\",\"actions\":[\"read\"],\"models\":[\"*\"]} {}",
      })
  void refusesLinesThatAreNotKeys(String line) throws Exception {
    Path file = write("# first\n" + line.replace("\"H\"", "\"" + HASH + "\""));

    assertThatThrownBy(() -> Keys.of(file))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith(file + ", line 2: ")
        .hasMessageContaining("expected")
        .hasMessageNotContaining("mk-secret")
        .hasNoCause();
  }

  @Test
  void refusesTwoKeysOfOneName() throws Exception {
    String line = Keys.make("a", Set.of(Action.READ), Set.of("*"), null).line();
    Path file = write(line + "\n" + line);

    assertThatThrownBy(() -> Keys.of(file))
        .hasMessage(file + ", line 2: there is another key 'a' above.");
    assertThatThrownBy(() -> Keys.make("a", Set.of(), Set.of("*"), null))
        .isInstanceOf(ManabiException.class);
  }

  @Test
  void permitsWhatIsInTheScopeOnly() {
    Scope shop = Scope.of(Set.of(Action.PREDICT), Set.of("MNIST"), Map.of());
    Scope all = Scope.of(Set.of(Action.PREDICT, Action.READ), Set.of("*"), Map.of());

    assertThat(shop.permits(Need.withModel(Action.PREDICT, "MNIST"))).isTrue();
    assertThat(shop.permits(Need.withSomeModel(Action.PREDICT))).isTrue();
    assertThat(shop.permits(Need.withModel(Action.PREDICT, "census"))).isFalse();
    assertThat(shop.permits(Need.withModel(Action.READ, "MNIST"))).isFalse();
    assertThat(shop.permits(Need.withSomeModel(Action.READ))).isFalse();
    assertThat(shop.permits(Need.withServer(Action.PREDICT))).isFalse();
    assertThat(all.permits(Need.withServer(Action.READ))).isTrue();
    assertThat(all.permits(Need.withModel(Action.READ, "census"))).isTrue();
    assertThat(all.permits(Need.withServer(Action.ADMIN))).isFalse();
  }

  @Test
  void startsInTheOpenOnlyOnLoopbackOrIfTold() throws Exception {
    InetAddress all = InetAddress.getByAddress(new byte[4]);
    InetAddress lan = InetAddress.getByAddress(new byte[] {10, 0, 0, 7});

    Exposure.check(InetAddress.getLoopbackAddress(), Set.of());
    for (InetAddress address : new InetAddress[] {all, lan}) {
      for (Exposure.Protection each : Exposure.Protection.values()) {
        Exposure.check(address, Set.of(each));
      }
      assertThatThrownBy(() -> Exposure.check(address, Set.of()))
          .isInstanceOf(ManabiException.class)
          .hasMessageContaining(address.getHostAddress())
          .hasMessageContainingAll("--keys-file", "--ssl-config-file", "--insecure");
    }
  }

  @Test
  void readsTheWordsOfTokens() {
    Scope scope =
        Scope.ofWords(
            List.of(
                "openid",
                "read",
                "predict:MNIST",
                "admin:",
                "",
                "x:y",
                "role:shop=trainer",
                "role:shop=king",
                "role:=admin",
                "role:admin"));

    assertThat(scope)
        .isEqualTo(
            new Scope(
                Set.of(
                    new Need.OfModel(Action.READ, "*"), new Need.OfModel(Action.PREDICT, "MNIST")),
                Map.of("shop", Set.of(Role.TRAINER))));
    assertThat(scope.permits(Need.withServer(Action.ADMIN))).isFalse();
  }

  @Test
  void permitsWhatTheRolesOfAProjectDo() throws Exception {
    Keys.NewKey key =
        Keys.make(
            "ann",
            Map.of("shop", Set.of(Role.TRAINER, Role.PREDICTOR), "lab", Set.of(Role.VIEWER)),
            null);
    Scope scope;
    try (Keys keys = keys(write(key.line()), Instant.EPOCH)) {
      scope = keys.caller(key.secret()).orElseThrow().scope();
      assertThat(keys.mayHave("serviceAccount:ann")).isTrue();
      assertThat(keys.mayHave("serviceAccount:bob")).isFalse();
    }

    assertThat(key.line())
        .endsWith("\"roles\":{\"lab\":[\"viewer\"],\"shop\":[\"predictor\",\"trainer\"]}}");
    assertThat(scope.permits(Need.inProject("ml.jobs.create", "shop"))).isTrue();
    assertThat(scope.permits(Need.withResource("ml.jobs.cancel", "shop", "jobs/a"))).isTrue();
    assertThat(scope.permits(Need.inProject("ml.models.create", "shop"))).isFalse();
    assertThat(scope.permits(Need.inProject("ml.jobs.create", "lab"))).isFalse();
    assertThat(scope.permits(Need.inProject("ml.jobs.list", "lab"))).isTrue();
    assertThat(scope.permits(Need.inProject("ml.jobs.list", "other"))).isFalse();
    assertThat(scope.permits(Need.withModel(Action.PREDICT, "shop.mnist"))).isTrue();
    assertThat(scope.permits(Need.withModel(Action.PREDICT, "lab.mnist"))).isFalse();
    assertThat(scope.permits(Need.withModel(Action.PREDICT, "shop"))).isFalse();
    assertThat(scope.permits(Need.withSomeModel(Action.PREDICT))).isTrue();
    assertThat(scope.permits(Need.withServer(Action.READ))).isFalse();
    assertThat(scope.permits(Need.ofKnownCaller())).isTrue();
  }

  @Test
  void takesActionsForRoles() {
    Scope all = Scope.of(Set.of(Action.READ), Set.of("*"), Map.of());
    Scope one = Scope.of(Set.of(Action.PREDICT), Set.of("shop.mnist"), Map.of());

    assertThat(all.permits(Need.inProject("ml.jobs.list", "shop"))).isTrue();
    assertThat(all.permits(Need.inProject("ml.jobs.create", "shop"))).isFalse();
    assertThat(one.permits(Need.withResource("ml.models.predict", "shop", "models/mnist")))
        .isTrue();
    assertThat(one.permits(Need.withResource("ml.models.predict", "lab", "models/mnist")))
        .isFalse();
    assertThat(one.permits(Need.inProject("ml.models.predict", "shop"))).isFalse();
  }

  @Test
  void adminsMayDoAllThatOthersMay() {
    for (Role role : Role.values()) {
      assertThat(Role.ADMIN.permissions()).containsAll(role.permissions());
    }
    Scope admin = Scope.of(Set.of(), Set.of(), Map.of("*", Set.of(Role.ADMIN)));
    assertThat(admin.permits(Need.withServer(Action.ADMIN))).isTrue();
    assertThat(admin.permits(Need.inProject("ml.jobs.setIamPolicy", "shop"))).isTrue();
  }

  private Path write(String text) throws Exception {
    return Files.writeString(directory.resolve("keys.jsonl"), text);
  }

  private static Keys keys(Path file, Instant now) {
    return Keys.of(file, Duration.ofMillis(30), Clock.fixed(now, ZoneOffset.UTC));
  }
}
