package io.manabi.control.servers;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpHeaderNames;
import io.manabi.control.models.DeployedModel;
import io.manabi.core.ManabiException;
import io.manabi.web.ServerKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A version that somebody waits for until servers have it. */
final class Awaited {
  /** For how long; large models take minutes to load. */
  static final Duration TIME = Duration.ofMinutes(10);

  private static final Duration ANSWER_TIME = Duration.ofSeconds(2);

  final CompletableFuture<Void> served = new CompletableFuture<>();
  final int endsBefore;
  private final String model;
  private final long version;
  private final long until = System.nanoTime() + TIME.toNanos();

  /**
   * One for which somebody begins to wait.
   *
   * @param model as servers call it
   * @param endsBefore how often servers have ended so far
   */
  Awaited(String model, long version, int endsBefore) {
    this.model = model;
    this.version = version;
    this.endsBefore = endsBefore;
  }

  boolean isIn(DeployedModel wanted) {
    return wanted.servedName().equals(model) && wanted.versions().contains(version);
  }

  boolean isLate() {
    return System.nanoTime() - until >= 0;
  }

  /** What servers say of it to who has their key. */
  CompletableFuture<List<VersionStatus>> ask(List<String> addresses, String key) {
    List<CompletableFuture<VersionStatus>> answers =
        addresses.stream()
            .map(
                address ->
                    WebClient.builder("http://" + address)
                        .responseTimeout(ANSWER_TIME)
                        .setHeader(HttpHeaderNames.AUTHORIZATION, ServerKey.authorization(key))
                        .build())
            .map(server -> VersionStatus.ask(server, model, version))
            .toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
  }

  /**
   * Ends the waiting if the answers are enough for that.
   *
   * @param servers how many must have it
   */
  boolean decide(List<VersionStatus> answers, int servers) {
    Optional<VersionStatus> failed = answers.stream().filter(VersionStatus::isFailed).findFirst();
    if (failed.isPresent()) {
      served.completeExceptionally(ManabiException.user(failed.get().error()));
    } else if (answers.size() == servers && answers.stream().allMatch(VersionStatus::isAvailable)) {
      served.complete(null);
    }
    return served.isDone();
  }

  @Override
  public String toString() {
    return "version " + version + " of " + model;
  }
}
