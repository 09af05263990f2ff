package io.manabi.core;

/** Who can do something about a failure. */
public enum ErrorCode {
  /** The user: bad input, a wrong flag, a corrupt file. The message says what to change. */
  USER,
  /** The operator: a full disk, a port in use, a lost process, an unreachable host. */
  RESOURCES,
  /** Us: a defect of Manabi. */
  INTERNAL
}
