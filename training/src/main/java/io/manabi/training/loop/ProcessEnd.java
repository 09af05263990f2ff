package io.manabi.training.loop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of this process, at once, while its step hangs where nothing else can reach it. */
final class ProcessEnd {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessEnd.class);

  private ProcessEnd() {}

  /** Tells why, in the log and as the last line of the output, and ends with status 1. */
  static void now(String message) {
    LOG.error("{}", message);
    System.out.println(message);
    System.out.flush();
    Runtime.getRuntime().halt(1);
  }
}
