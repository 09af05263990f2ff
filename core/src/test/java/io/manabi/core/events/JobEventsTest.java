package io.manabi.core.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.core.ManabiException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class JobEventsTest {
  /** Of every kind that there is, with all values that its components can have. */
  @Provide
  Arbitrary<JobEvent> events() {
    return Arbitraries.of(kinds(JobEvent.class)).flatMap(JobEventsTest::of);
  }

  private static List<Class<?>> kinds(Class<?> type) {
    return type.isRecord()
        ? List.of(type)
        : Arrays.stream(type.getPermittedSubclasses())
            .flatMap(each -> kinds(each).stream())
            .toList();
  }

  private static Arbitrary<JobEvent> of(Class<?> kind) {
    List<Arbitrary<Object>> values = new ArrayList<>();
    for (RecordComponent component : kind.getRecordComponents()) {
      values.add(valueOf(component.getType()).asGeneric());
    }
    return Combinators.combine(values)
        .as(
            all -> {
              try {
                Constructor<?> constructor = kind.getDeclaredConstructors()[0];
                return (JobEvent) constructor.newInstance(all.toArray());
              } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.getMessage(), e);
              }
            });
  }

  private static Arbitrary<?> valueOf(Class<?> type) {
    if (type == long.class) {
      return Arbitraries.longs();
    } else if (type == int.class) {
      return Arbitraries.integers();
    } else if (type == boolean.class) {
      return Arbitraries.of(true, false);
    } else if (type == double.class) {
      return numbers();
    } else if (type == Instant.class) {
      return Arbitraries.longs()
          .between(-1_000_000_000_000L, 4_000_000_000_000L)
          .map(Instant::ofEpochMilli);
    } else if (type == Severity.class) {
      return Arbitraries.of(Severity.values());
    } else if (type == List.class) {
      return Arbitraries.strings().list().ofMaxSize(3);
    } else if (type == Map.class) {
      return Arbitraries.maps(Arbitraries.strings().map(text -> "m" + text), numbers())
          .ofMaxSize(3);
    }
    return Arbitraries.strings();
  }

  private static Arbitrary<Double> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.doubles(),
        Arbitraries.of(Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE));
  }

  @Property
  void areReadAsTheyWereWritten(@ForAll("events") JobEvent event) {
    String line = JobEvents.write(event);
    assertThat(line).doesNotContain("\n", "\r");
    assertThat(JobEvents.read(line)).contains(event);
    assertThat(JobEvents.read(line).map(JobEvents::write)).as("in the same order").contains(line);
    assertThat(event.message()).isNotNull();
  }

  @Test
  void haveTheKeysThatProgramsKnow() {
    JsonNode json =
        JobEvents.json(
            new JobEvent.Evaluation(
                Instant.EPOCH, 65, 1000, "model-1000", false, Map.of("accuracy", 0.98765)));
    assertThat(json)
        .hasToString(
            "{\"event\":\"evaluation\",\"time\":\"1970-01-01T00:00:00Z\",\"seconds\":65.0,"
                + "\"step\":1000,\"checkpoint\":\"model-1000\",\"accuracy\":0.98765}");
    assertThat(JobEvents.json(new JobEvent.Step(Instant.EPOCH, 1, 2, 3, 4, 5, 6, 7)).fieldNames())
        .toIterable()
        .contains("learning_rate", "examples_per_second", "batch_size");
  }

  @Test
  void ofOtherVersionsAreSkippedOrReadWithWhatIsKnown() {
    assertThat(JobEvents.read("{\"event\":\"later\",\"step\":1}")).isEmpty();
    assertThat(JobEvents.read("{\"event\":\"stopped\",\"step\":7,\"more\":[1]}"))
        .contains(new JobEvent.Stopped(Instant.EPOCH, 0, 7));
    assertThatThrownBy(() -> JobEvents.read("{\"event\":\"warning\",\"step\":7}"))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("message");
    assertThatThrownBy(() -> JobEvents.read("{\"event\":\"warn"))
        .isInstanceOf(ManabiException.class);
  }

  @Test
  void sayWhatPeopleWantToKnow() {
    assertThat(
            new JobEvent.Evaluation(
                    Instant.EPOCH, 65.4, 1000, "", false, Map.of("accuracy", 0.98765))
                .message())
        .isEqualTo("step 1,000: accuracy 98.77 % on the test set, after 1:05");
    JobEvent watched =
        new JobEvent.Evaluation(Instant.EPOCH, 65.4, 1000, "", true, Map.of("loss", 2.0));
    assertThat(watched.message())
        .isEqualTo("step 1,000: loss 2.0000 on the validation set, after 1:05");
    assertThat(JobEvents.read(JobEvents.write(watched))).contains(watched);
  }

  @Test
  void refuseMetricsWithNamesThatMeanSomethingElse() {
    assertThatThrownBy(
            () -> new JobEvent.Evaluation(Instant.EPOCH, 1, 1, "", false, Map.of("step", 1.0)))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("'step'");
  }
}
