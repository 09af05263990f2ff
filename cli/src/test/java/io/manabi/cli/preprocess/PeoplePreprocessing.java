package io.manabi.cli.preprocess;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.mappers.Scaling;
import io.manabi.transform.vocabularies.Vocabularies;
import io.manabi.transform.vocabularies.VocabularyOptions;
import java.util.List;
import java.util.Map;

/** What a user may have written. */
public final class PeoplePreprocessing implements Preprocessing {
  private static final Schema PEOPLE = Schema.of(Column.floats("age"), Column.bytes("job"));

  @Override
  public List<TransformFunction> functions() {
    return List.of(
        new TransformFunction(
            "features",
            PEOPLE,
            (tf, columns) ->
                Map.of(
                    "age", Scaling.scaleToZScore(columns, columns.floats("age")),
                    "job",
                        Vocabularies.computeAndApplyVocabulary(
                            columns, columns.bytes("job"), VocabularyOptions.named("jobs")))),
        new TransformFunction(
            "years",
            Schema.of(Column.floats("age")),
            (tf, columns) -> Map.of("years", tf.math.floor(columns.floats("age")))),
        new TransformFunction(
            "wages",
            Schema.of(Column.floats("wage").withDefault(0f)),
            (tf, columns) -> Map.of("wage", tf.math.floor(columns.floats("wage")))));
  }
}
