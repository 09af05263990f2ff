package io.manabi.gateway.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.circuitbreaker.CircuitState;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.logging.RequestLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Which server is chosen, and which are left out, at times that a test chooses. */
class FleetTest {
  private static final Duration LEAVE_OUT = Duration.ofSeconds(5);
  private static final Endpoint ONE = Endpoint.of("10.0.0.1", 1);
  private static final Endpoint TWO = Endpoint.of("10.0.0.2", 1);
  private static final Endpoint THREE = Endpoint.of("10.0.0.3", 1);
  private static final List<Endpoint> ALL = List.of(ONE, TWO, THREE);

  private long now;
  private final List<String> seen = new ArrayList<>();
  private final Fleet fleet = new Fleet(LEAVE_OUT, () -> now, server -> seen.add(server.address()));
  private final LeastLoad choice = new LeastLoad(fleet);
  private final SlowServers slow = new SlowServers(LEAVE_OUT, () -> now);

  private Set<Endpoint> chosen(Tried tried) {
    Set<Endpoint> chosen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Endpoint each = choice.choose(ALL, tried);
      if (each != null) {
        chosen.add(each);
      }
    }
    return chosen;
  }

  private static Tried tried(Endpoint... endpoints) {
    Tried tried = new Tried();
    List.of(endpoints).forEach(tried::add);
    return tried;
  }

  @Test
  void choosesAmongThoseWithTheFewestInFlight() {
    fleet.of(ONE).begin();
    assertThat(chosen(tried())).containsExactlyInAnyOrder(TWO, THREE);
    fleet.of(TWO).begin();
    fleet.of(TWO).begin();
    fleet.of(THREE).begin();
    assertThat(chosen(tried())).containsExactlyInAnyOrder(ONE, THREE);
    fleet.of(ONE).end();
    assertThat(chosen(tried())).containsExactly(ONE);
    assertThat(choice.choose(List.of(), tried())).isNull();
    assertThat(seen).hasSize(3);
  }

  @Test
  void choosesOthersThanThoseThatWereTriedIfThereAreOthers() {
    fleet.of(THREE).begin();
    assertThat(chosen(tried(ONE, TWO))).containsExactly(THREE);
    assertThat(chosen(tried(ONE, TWO, THREE))).containsExactlyInAnyOrder(ONE, TWO);
  }

  @Test
  void forgetsServersThatAreGoneAndTheirMeasurements() {
    MeterRegistry registry = new SimpleMeterRegistry();
    AttemptMeters meters = new AttemptMeters(registry);
    Fleet measured = new Fleet(LEAVE_OUT, () -> now, meters::add);
    KnownServer gone = measured.of(ONE);
    KnownServer kept = measured.of(TWO);
    assertThat(measured.keepOnly(List.of(TWO, THREE))).containsExactly(gone);
    meters.remove(gone);
    // It may still answer a request, and come back.
    RequestLog log = ClientRequestContext.of(HttpRequest.of(HttpMethod.GET, "/")).log().partial();
    meters.record(gone, log, false);
    assertThat(registry.getMeters())
        .extracting(meter -> meter.getId().getTag("server"))
        .containsOnly(kept.address(), null);
    assertThat(measured.of(ONE)).isNotSameAs(gone);
    assertThat(registry.get("manabi.gateway.in.flight").tag("server", gone.address()).gauge())
        .isNotNull();
  }

  @Test
  void leavesOutForATimeButNeverAll() {
    fleet.of(ONE).leaveOutFor(LEAVE_OUT);
    fleet.of(TWO).leaveOutFor(LEAVE_OUT);
    assertThat(chosen(tried())).containsExactly(THREE);
    fleet.of(THREE).leaveOutFor(LEAVE_OUT);
    assertThat(chosen(tried())).containsExactlyInAnyOrder(ONE, TWO, THREE);
    now += LEAVE_OUT.toNanos();
    assertThat(fleet.of(ONE).isLeftOut()).isFalse();
  }

  @Test
  void leavesOutAServerWhoseRequestsFail() {
    KnownServer server = fleet.of(ONE);
    // What is counted counts when the next half second has begun.
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              server.breaker().onFailure();
              return server.breaker().circuitState() == CircuitState.OPEN;
            });
    assertThat(server.isLeftOut()).isTrue();
    assertThat(chosen(tried())).doesNotContain(ONE);
  }

  private void answer(Endpoint endpoint, int count, long millis) {
    for (int i = 0; i < count; i++) {
      fleet.of(endpoint).answered(TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }

  private void look() {
    now += Duration.ofSeconds(1).toNanos();
    assertThat(slow.isDue()).isTrue();
    assertThat(slow.isDue()).isFalse();
    slow.look(fleet.all(ALL));
  }

  @Test
  void leavesOutAServerThatIsFarSlowerThanOthers() {
    answer(ONE, 50, 100);
    answer(TWO, 50, 5);
    answer(THREE, 50, 5);
    look();
    assertThat(chosen(tried())).containsExactlyInAnyOrder(TWO, THREE);
    // Never more than half.
    answer(TWO, 50, 1000);
    answer(THREE, 50, 5);
    look();
    assertThat(fleet.of(TWO).isLeftOut()).isFalse();
  }

  @Test
  void doesNotJudgeByFewAnswersNorBySmallDifferences() {
    answer(ONE, 10, 100);
    answer(TWO, 50, 5);
    answer(THREE, 50, 5);
    look();
    answer(ONE, 50, 10);
    answer(TWO, 50, 1);
    answer(THREE, 50, 1);
    look();
    answer(ONE, 50, 100);
    answer(TWO, 50, 30);
    answer(THREE, 50, 30);
    look();
    assertThat(chosen(tried())).containsExactlyInAnyOrder(ONE, TWO, THREE);
  }
}
