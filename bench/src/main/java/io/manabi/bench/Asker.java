package io.manabi.bench;

import java.io.IOException;

/** Asks a model for one prediction, again and again. */
@FunctionalInterface
interface Asker extends AutoCloseable {

  /** What makes one for each client. */
  @FunctionalInterface
  interface Maker {
    Asker make() throws IOException;
  }

  /** Asks and waits for the answer; whether it is one. */
  boolean ask() throws IOException;

  @Override
  default void close() throws IOException {}
}
