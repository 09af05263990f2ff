package io.manabi.training;

import static java.util.Objects.requireNonNull;

import io.manabi.training.metrics.Metric;
import io.manabi.training.network.BatchNormalization;
import io.manabi.training.network.CrossEntropy;
import io.manabi.training.network.Embedding;
import io.manabi.training.network.Embedding.Pooling;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.Model;
import io.manabi.training.spec.ModelOutputs;
import io.manabi.transform.Ragged;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A small wide and deep model.
 *
 * @param jobs the number of jobs
 */
record PeopleModel(long jobs) implements Model {
  @Override
  public ModelOutputs build(Network network, Features features) {
    Ops tf = network.tf();
    Operand<TInt64> job = features.int64s("job");
    Ragged<TInt64> words = features.raggedInt64s("words");
    int buckets = PeoplePreprocessing.WORD_BUCKETS;
    Operand<TFloat32> wide =
        tf.math.add(
            Embedding.weights("wide/job", jobs).lookUp(network, job),
            Embedding.weights("wide/words", buckets).pool(network, words, Pooling.SUM));
    Operand<TFloat32> x =
        tf.concat(
            List.of(
                tf.expandDims(features.floats("age"), tf.constant(1)),
                Embedding.of("job", jobs, 2).lookUp(network, job),
                Embedding.of("words", buckets, 4).pool(network, words, Pooling.MEAN)),
            tf.constant(1));
    x = network.relu(network.dense("hidden", x, 8));
    x = network.dropout(new BatchNormalization("norm", 0.9f, 1e-3f).apply(network, x), 0.1f);
    Operand<TFloat32> logits =
        tf.squeeze(tf.math.add(wide, network.dense("logits", x, 1)), Squeeze.axis(List.of(1L)));
    Operand<TFloat32> probabilities = tf.math.sigmoid(logits);
    Operand<TInt64> index = tf.dtypes.cast(tf.math.greater(logits, tf.constant(0f)), TInt64.class);
    Operand<?> classes =
        requireNonNull(features.transform("income", Map.of("index", index)).get("income"));
    Map<String, Operand<?>> predictions =
        Map.of("classes", classes, "probabilities", probabilities);
    if (network.mode() == Mode.SERVE) {
      return ModelOutputs.predictions(predictions);
    }
    Operand<TInt64> label = features.int64s("label");
    Operand<TFloat32> labels = tf.dtypes.cast(label, TFloat32.class);
    Operand<TFloat32> hits = tf.dtypes.cast(tf.math.equal(label, index), TFloat32.class);
    return new ModelOutputs(
        predictions,
        Optional.of(CrossEntropy.sigmoid(tf, logits, labels)),
        Map.of(
            "accuracy", new Metric.Mean(tf.math.mean(hits, tf.constant(0))),
            "auc", new Metric.Auc(labels, probabilities)));
  }
}
