package io.manabi.core.events;

/**
 * How grave something is, named as in <a
 * href="https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#LogSeverity">Cloud
 * Logging</a>.
 */
public enum Severity {
  /** Of use to who looks for a mistake. */
  DEBUG,
  /** As it should be. */
  INFO,
  /** May become a failure. */
  WARNING,
  /** A failure. */
  ERROR,
  /** A failure of all. */
  CRITICAL
}
