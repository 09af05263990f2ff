package io.manabi.transform;

/** Names that TensorFlow takes for an operation or a scope of some, which are few. */
public final class NodeNames {
  private NodeNames() {}

  /** The name, with whatever TensorFlow forbids in it replaced, as {@code hours_per_week}. */
  public static String of(String name) {
    String allowed = name.replaceAll("[^A-Za-z0-9_.\\-]", "_");
    return allowed.matches("[A-Za-z0-9.].*") ? allowed : "c" + allowed;
  }
}
