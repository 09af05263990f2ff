package io.manabi.transform;

/**
 * The names of the tensors between the placeholder of a ragged column, whose rows are filled up,
 * and the function: whoever has the rows as they are feeds those.
 */
final class RaggedNames {
  private static final String SCOPE = "_rows";

  private RaggedNames() {}

  /** The scope of the tensors, beside the placeholder. */
  static String scope(String placeholder) {
    return placeholder.substring(placeholder.lastIndexOf('/') + 1) + SCOPE;
  }

  /** The tensor with the values. */
  static String values(String placeholder) {
    return node(placeholder) + SCOPE + "/values:0";
  }

  /** The tensor with the row splits. */
  static String rowSplits(String placeholder) {
    return node(placeholder) + SCOPE + "/row_splits:0";
  }

  private static String node(String tensor) {
    int colon = tensor.lastIndexOf(':');
    return colon < 0 ? tensor : tensor.substring(0, colon);
  }
}
