package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Clients that ask a model for one half and 2 or 3, each as soon as it has its answer. */
final class PredictionLoad implements AutoCloseable {
  private static final int CLIENTS = 8;
  private static final Pattern ANSWER =
      Pattern.compile("\\{\\s*\"predictions\":\\s*\\[(\\{\"y\":)?(2|3)\\.5\\s*}?]\\s*\\}");

  private final HttpClient client;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicLong answers = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();

  /** Begins to ask. */
  PredictionLoad(HttpClient client, String address) {
    this.client = client;
    for (int i = 0; i < CLIENTS; i++) {
      Thread thread = new Thread(() -> ask(URI.create(address)), "client-" + i);
      thread.start();
      threads.add(thread);
    }
  }

  private void ask(URI address) {
    while (!ended.get()) {
      try {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(address)
                    .timeout(ServedByCommand.LIMIT)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"instances\": [1]}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200 || !ANSWER.matcher(answer.body()).find()) {
          failures.add(answer.statusCode() + " " + answer.body());
        }
        answers.incrementAndGet();
      } catch (IOException e) {
        failures.add(e.toString());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  void awaitMore(int count) {
    long before = answers.get();
    Awaitility.await().atMost(ServedByCommand.LIMIT).until(() -> answers.get() - before >= count);
  }

  /** Asks no more, and checks that all was answered as it should be. */
  void endWithoutFailure() {
    close();
    assertThat(failures).isEmpty();
  }

  @Override
  public void close() {
    ended.set(true);
    try {
      for (Thread each : threads) {
        each.join(ServedByCommand.LIMIT.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
