package io.manabi.web;

/**
 * Who asks.
 *
 * @param name that of the key, or the subject of the token; for logs
 * @param member the same as policies name it: {@code serviceAccount:} and the name of a key, or
 *     {@code user:} and the subject of a token
 * @param scope what the key or token permits
 */
record Caller(String name, String member, Scope scope) {
  static Caller ofKey(String name, Scope scope) {
    return new Caller(name, "serviceAccount:" + name, scope);
  }

  static Caller ofToken(String subject, Scope scope) {
    return new Caller(subject, "user:" + subject, scope);
  }
}
