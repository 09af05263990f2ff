package io.manabi.samples.census;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.transform.Columns;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.mappers.Buckets;
import io.manabi.transform.mappers.Scaling;
import io.manabi.transform.vocabularies.Text;
import io.manabi.transform.vocabularies.Vocabularies;
import io.manabi.transform.vocabularies.Vocabulary;
import io.manabi.transform.vocabularies.VocabularyOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.strings.Join;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * What is done to a row of the census, written once for files, training and serving.
 *
 * <ul>
 *   <li>{@code features}: the raw columns become {@link #NUMERIC} numbers on the scale of their
 *       deviation, an index in a vocabulary for each of {@link #CATEGORICAL}, ages in buckets,
 *       {@link #CROSSES hashed crosses} and the label, 1 for {@code >50K}.
 * </ul>
 */
public final class CensusPreprocessing implements Preprocessing {
  /** The function that makes the records of the raw columns. */
  public static final String FEATURES = "features";

  /** Columns of numbers. */
  static final List<String> NUMERIC =
      List.of("age", "education_num", "capital_gain", "capital_loss", "hours_per_week");

  /** Columns of one of several values. */
  static final List<String> CATEGORICAL =
      List.of(
          "workclass",
          "education",
          "marital_status",
          "occupation",
          "relationship",
          "race",
          "sex",
          "native_country");

  /** Columns of numbers of which single values tell much, so that they are categories as well. */
  static final List<String> AMOUNTS = List.of("capital_gain", "capital_loss");

  /** Columns of numbers that are in ranges as well: how many, by the name of the column. */
  static final Map<String, Integer> RANGES = new TreeMap<>(Map.of("age", 11, "hours_per_week", 8));

  /** Columns that are looked at together: the names of the columns, by that of the feature. */
  static final Map<String, List<String>> CROSSES =
      new TreeMap<>(
          Map.of(
              "education_x_occupation", List.of("education", "occupation"),
              "marital_status_x_occupation", List.of("marital_status", "occupation"),
              "age_x_education", List.of("age", "education"),
              "age_x_marital_status", List.of("age", "marital_status"),
              "workclass_x_occupation", List.of("workclass", "occupation"),
              "relationship_x_education", List.of("relationship", "education")));

  /** How many different values a hashed cross has. */
  private static final int CROSS_BUCKETS = 1000;

  /** The columns of the data. */
  public static final Schema RAW = new Schema(raw());

  private static final double LEAST_FREQUENCY = 5;

  /** The column with the label, and the file with its vocabulary. */
  static final String INCOME = "income";

  @Override
  public List<TransformFunction> functions() {
    return List.of(new TransformFunction(FEATURES, RAW, CensusPreprocessing::features));
  }

  /** The file with the vocabulary of a column, and the feature with the indices in it. */
  static String vocabularyOf(String column) {
    return AMOUNTS.contains(column) ? column + "_value" : column;
  }

  /** The feature with the range that the number of a column is in. */
  static String rangeOf(String column) {
    return column + "_range";
  }

  private static List<Column> raw() {
    List<Column> columns = new ArrayList<>();
    NUMERIC.forEach(
        name ->
            columns.add(
                AMOUNTS.contains(name)
                    ? Column.int64(name).withDefault(0L)
                    : Column.int64(name).optional()));
    CATEGORICAL.forEach(name -> columns.add(Column.bytes(name).optional()));
    columns.add(
        Column.floats("fnlwgt").optional()); // How many people a row is for: tells rows apart.
    columns.add(Column.bytes(INCOME));
    return columns;
  }

  private static Map<String, Operand<?>> features(Ops tf, Columns columns) {
    Map<String, Operand<?>> features = new HashMap<>();
    for (String name : NUMERIC) {
      features.put(name, number(tf, columns, name));
    }
    Map<String, Operand<TString>> texts = new HashMap<>();
    for (String name : CATEGORICAL) {
      Operand<TString> value = columns.bytes(name);
      texts.put(name, value);
      features.put(
          vocabularyOf(name), index(columns, value, VocabularyOptions.named(vocabularyOf(name))));
    }
    for (String name : AMOUNTS) {
      String file = vocabularyOf(name);
      features.put(
          file,
          index(
              columns,
              columns.int64s(name),
              VocabularyOptions.named(file).withFrequencyThreshold(LEAST_FREQUENCY)));
    }
    RANGES.forEach(
        (name, count) -> {
          Operand<TInt64> range = Buckets.bucketize(columns, columns.floats(name), count);
          features.put(rangeOf(name), range);
          texts.put(name, tf.dtypes.asString(range));
        });
    CROSSES.forEach(
        (name, of) ->
            features.put(
                name,
                Text.hashStrings(
                    columns,
                    tf.strings.join(
                        of.stream().<Operand<TString>>map(texts::get).toList(),
                        Join.separator("\n")),
                    CROSS_BUCKETS)));
    Vocabulary labels =
        Vocabularies.vocabulary(columns, columns.bytes(INCOME), VocabularyOptions.named(INCOME));
    features.put("label", Vocabularies.applyVocabulary(columns, columns.bytes(INCOME), labels));
    return features;
  }

  /** One index more than the vocabulary has words: for what is missing or was never seen. */
  private static Operand<TInt64> index(
      Columns columns, Operand<?> value, VocabularyOptions options) {
    Vocabulary vocabulary = Vocabularies.vocabulary(columns, value, options);
    return Vocabularies.applyVocabularyWithBuckets(columns, value, vocabulary, 1);
  }

  /** A number on the scale of its deviation; of money the logarithm; 0, the mean, if missing. */
  private static Operand<TFloat32> number(Ops tf, Columns columns, String name) {
    Operand<TFloat32> raw = columns.floats(name);
    Operand<TFloat32> value = name.startsWith("capital") ? tf.math.log1p(raw) : raw;
    Operand<TFloat32> scaled = Scaling.scaleToZScore(columns, value);
    return tf.select(tf.math.isNan(scaled), tf.constant(0f), scaled);
  }
}
