package io.manabi.prediction;

/** The states of a model version, under the names of TensorFlow Serving. */
public enum VersionState {
  /** Known, nothing done yet. */
  START,
  /** Its SavedModel is being read. */
  LOADING,
  /** It answers requests. */
  AVAILABLE,
  /** It takes no new requests and waits for the last ones. */
  UNLOADING,
  /** It is gone, or could not be loaded. */
  END
}
