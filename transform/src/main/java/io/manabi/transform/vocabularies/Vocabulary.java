package io.manabi.transform.vocabularies;

import org.tensorflow.Operand;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * A vocabulary in a graph.
 *
 * @param name of its file among the assets of the transform graph
 * @param file the path of its file, string scalar
 * @param size how many lines the file has, int64 scalar; at least 1, as an empty vocabulary has one
 *     token that no data have
 * @param storesFrequency whether the lines have the importance before the token
 */
public record Vocabulary(
    String name, Operand<TString> file, Operand<TInt64> size, boolean storesFrequency) {}
