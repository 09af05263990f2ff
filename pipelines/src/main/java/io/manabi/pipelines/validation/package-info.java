/**
 * What data should look like, and in what they do not: a schema is inferred from statistics or
 * written by hand, other data sets and single requests are validated against it, and two data sets
 * are compared for drift or skew. Schemas are those of TensorFlow Metadata, anomalies have the
 * codes of TensorFlow Data Validation.
 *
 * <pre>{@code
 * DataSchema schema = DataSchema.infer(statistics);
 * schema.write(Path.of("schema.pbtxt"));
 * DataStatistics today =
 *     StatisticsPipeline.run(source, schema.exactCounts(), Runner.direct(), rows -> {}, null)
 *         .statistics("today");
 * List<Anomaly> anomalies = new DataValidator(schema, "SERVING").validate(today);
 * List<Anomaly> wrong = new RequestValidator(schema, "SERVING").validate(Map.of("age", 39));
 * double drift = Comparison.of(yesterday, today).columns().get(0).value();
 * }</pre>
 */
@NullMarked
package io.manabi.pipelines.validation;

import org.jspecify.annotations.NullMarked;
