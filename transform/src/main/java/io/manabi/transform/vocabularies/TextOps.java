package io.manabi.transform.vocabularies;

import io.manabi.core.ManabiException;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** Ops that several topics share. */
final class TextOps {
  private TextOps() {}

  /** The bucket of each string, by a hash that is fast and always the same. */
  static Operand<TInt64> hash(Ops tf, Operand<TString> strings, long buckets) {
    if (buckets < 1) {
      throw ManabiException.user(
          "Strings are hashed into %d buckets; give at least one.".formatted(buckets));
    }
    return tf.strings.toHashBucketFast(strings, buckets);
  }
}
