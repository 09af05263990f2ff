package io.manabi.transform;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.manabi.transform.accumulators.CoMomentsState;
import io.manabi.transform.accumulators.DocumentCounts;
import io.manabi.transform.accumulators.ElementwiseState;
import io.manabi.transform.accumulators.ExtremesState;
import io.manabi.transform.accumulators.KeyedState;
import io.manabi.transform.accumulators.MomentsState;
import io.manabi.transform.accumulators.OccurrencesState;
import io.manabi.transform.accumulators.QuantilesState;
import io.manabi.transform.accumulators.TokenTotals;
import io.manabi.transform.accumulators.TukeyState;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The messages in which analyzers encode what they know, and which of their numbers are rounded.
 */
final class AccumulatorStates {
  private static final double ERROR = 1e-9;

  /** What rounding may leave where numbers that are not small add up to nothing. */
  static final float LEFT_BY_ZERO = 1e-14f;

  /** Of other analyzers. */
  private static final Set<String> INNER_STATES =
      Set.of("manabi.transform.KeyedState.states", "manabi.transform.ElementwiseState.states");

  /** By the name of the analyzer. */
  private static final Map<String, Message> MESSAGES =
      Map.ofEntries(
          Map.entry("Extremes", ExtremesState.getDefaultInstance()),
          Map.entry("Moments", MomentsState.getDefaultInstance()),
          Map.entry("Quantiles", QuantilesState.getDefaultInstance()),
          Map.entry("Tukey", TukeyState.getDefaultInstance()),
          Map.entry("Covariance", CoMomentsState.getDefaultInstance()),
          Map.entry("PrincipalComponents", CoMomentsState.getDefaultInstance()),
          Map.entry("Elementwise", ElementwiseState.getDefaultInstance()),
          Map.entry("Occurrences", OccurrencesState.getDefaultInstance()),
          Map.entry("PerKey", KeyedState.getDefaultInstance()),
          Map.entry("VocabularyAnalyzer", TokenTotals.getDefaultInstance()),
          Map.entry("DocumentFrequency", DocumentCounts.getDefaultInstance()));

  /** Sums of doubles, in which the order matters; all else is exact. */
  private static final Set<String> ROUNDED =
      Set.of(
          "manabi.transform.ExtremesState.sum",
          "manabi.transform.MomentsState.mean",
          "manabi.transform.MomentsState.m2",
          "manabi.transform.CoMomentsState.means",
          "manabi.transform.CoMomentsState.products",
          "manabi.transform.TokenTotals.weights");

  private AccumulatorStates() {}

  /** The analyzer that another one applies to each key or place, if it does. */
  static Optional<Analyzer<?>> inner(Analyzer<?> analyzer) {
    for (RecordComponent component : analyzer.getClass().getRecordComponents()) {
      if (component.getType().equals(Analyzer.class)) {
        try {
          component.getAccessor().setAccessible(true);
          return Optional.of((Analyzer<?>) component.getAccessor().invoke(analyzer));
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return Optional.empty();
  }

  /** Checks that two states are the same, but for rounding where that is allowed. */
  static void assertSame(Analyzer<?> analyzer, byte[] actual, byte[] expected) {
    Message message = MESSAGES.get(name(analyzer));
    if (message == null) {
      assertThat(actual).as("%s", analyzer).isEqualTo(expected);
    } else {
      assertClose(analyzer, parse(message, actual), parse(message, expected));
    }
  }

  /** The names of the fields that are there in a state and in those inside it. */
  static Set<String> fields(Analyzer<?> analyzer, byte[] state) {
    return fields(analyzer, parse(requireNonNull(MESSAGES.get(name(analyzer))), state));
  }

  private static Set<String> fields(Analyzer<?> analyzer, Message message) {
    Set<String> found = new TreeSet<>();
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      found.add(field.getFullName());
      for (Object value : values(message, field)) {
        if (value instanceof Message inside) {
          found.addAll(fields(analyzer, inside));
        } else if (INNER_STATES.contains(field.getFullName())) {
          found.addAll(fields(inner(analyzer).orElseThrow(), bytes(value)));
        }
      }
    }
    return found;
  }

  private static String name(Analyzer<?> analyzer) {
    return analyzer.getClass().getSimpleName();
  }

  private static Message parse(Message message, byte[] bytes) {
    try {
      return message.getParserForType().parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertClose(Analyzer<?> analyzer, Message actual, Message expected) {
    for (FieldDescriptor field : actual.getDescriptorForType().getFields()) {
      List<Object> some = values(actual, field);
      List<Object> others = values(expected, field);
      assertThat(some).as("%s of %s", field, analyzer).hasSameSizeAs(others);
      for (int i = 0; i < some.size(); i++) {
        if (some.get(i) instanceof Message one) {
          assertClose(analyzer, one, (Message) others.get(i));
        } else if (INNER_STATES.contains(field.getFullName())) {
          Analyzer<?> inner = inner(analyzer).orElseThrow();
          assertSame(inner, bytes(some.get(i)), bytes(others.get(i)));
        } else if (ROUNDED.contains(field.getFullName())) {
          assertThat(isClose((Double) some.get(i), (Double) others.get(i)))
              .as("%s of %s: %s and %s", field, analyzer, some.get(i), others.get(i))
              .isTrue();
        } else {
          assertThat(some.get(i)).as("%s of %s", field, analyzer).isEqualTo(others.get(i));
        }
      }
    }
  }

  static boolean isClose(double one, double other) {
    double size = Math.max(Math.abs(one), Math.abs(other));
    return Double.compare(one, other) == 0
        || Math.abs(one - other) <= Math.max(ERROR * size, LEFT_BY_ZERO);
  }

  private static byte[] bytes(Object value) {
    return ((ByteString) value).toByteArray();
  }

  private static List<Object> values(Message message, FieldDescriptor field) {
    List<Object> values = new ArrayList<>();
    if (!field.isRepeated()) {
      values.add(message.getField(field));
    } else {
      ((List<?>) message.getField(field)).forEach(value -> values.add(requireNonNull(value)));
    }
    return values;
  }
}
