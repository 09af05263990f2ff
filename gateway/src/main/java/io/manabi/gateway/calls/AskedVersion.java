package io.manabi.gateway.calls;

/**
 * Which version of a model a request asks for.
 *
 * @param isLabel whether the name is in a place for labels only
 * @param name as it is written; empty if any version will do
 */
public record AskedVersion(boolean isLabel, String name) {
  /** Any: the server's choice. */
  public static final AskedVersion NONE = new AskedVersion(false, "");

  static AskedVersion label(String name) {
    return new AskedVersion(true, name);
  }

  static AskedVersion named(String name) {
    return new AskedVersion(false, name);
  }

  /** Whether any will do. */
  public boolean isOpen() {
    return name.isEmpty();
  }
}
