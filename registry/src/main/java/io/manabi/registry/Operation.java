package io.manabi.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that takes time, or has been done.
 *
 * @param project whose it is
 * @param id its name there
 * @param type what it does
 * @param model the model that it is about
 * @param version the name of the version, if it is about one
 * @param times when it was asked for, begun and ended
 * @param isCancelled whether somebody has asked for its end
 * @param failure why it did not go well, if it has ended so
 * @param who whose key or token it was asked for with, if there was one
 */
public record Operation(
    String project,
    String id,
    Type type,
    ModelName model,
    Optional<String> version,
    Times times,
    boolean isCancelled,
    Optional<Failure> failure,
    Optional<String> who) {

  /** What it does, named as in Cloud ML Engine. */
  public enum Type {
    /** Makes a version ready to serve. */
    CREATE_VERSION,
    /** Takes a version out of service and deletes it. */
    DELETE_VERSION,
    /** Deletes a model. */
    DELETE_MODEL,
    /** Changes what is kept of a model. */
    UPDATE_MODEL,
    /** Changes what is kept of a version. */
    UPDATE_VERSION
  }

  /**
   * When what happened.
   *
   * @param created when it was asked for
   * @param started when it was begun, if it has been
   * @param ended when it ended, if it has
   */
  public record Times(Instant created, Optional<Instant> started, Optional<Instant> ended) {}

  /**
   * Why it did not go well.
   *
   * @param kind what sort of reason it is
   * @param message a sentence
   */
  public record Failure(FailureKind kind, String message) {}

  /** Sorts of reasons. */
  public enum FailureKind {
    /** What it was given cannot be used. */
    UNUSABLE,
    /** Disk, network or processes failed. */
    RESOURCES,
    /** Somebody has asked for its end. */
    CANCELLED,
    /** A defect. */
    INTERNAL
  }

  /** Whether it has ended. */
  public boolean isDone() {
    return times.ended().isPresent();
  }
}
