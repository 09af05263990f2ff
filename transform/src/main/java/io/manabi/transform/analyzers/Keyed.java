package io.manabi.transform.analyzers;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TType;

/**
 * What a pass over all the data found for each key.
 *
 * @param keys [k], in the order of their bytes
 * @param values [k], or [k, n] with n numbers for each key
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public record Keyed<K extends TType, V extends TType>(Operand<K> keys, Operand<V> values) {}
