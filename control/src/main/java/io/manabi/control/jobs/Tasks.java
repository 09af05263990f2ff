package io.manabi.control.jobs;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks a job has.
 *
 * @param masterType the machine type of the master
 * @param workerType that of the workers
 * @param workerCount how many there are beside the master
 * @param parameterServerType that of the parameter servers
 * @param parameterServerCount how many there are
 */
record Tasks(
    @JsonProperty(required = true) String masterType,
    @Nullable String workerType,
    int workerCount,
    @Nullable String parameterServerType,
    int parameterServerCount) {

  /** The type of the workers; that of the master if there is none. */
  String ofWorkers() {
    return requireNonNullElse(workerType, masterType);
  }

  /** The type of the parameter servers; that of the master if there is none. */
  String ofParameterServers() {
    return requireNonNullElse(parameterServerType, masterType);
  }
}
