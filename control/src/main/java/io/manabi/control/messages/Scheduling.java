package io.manabi.control.messages;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * When a job runs: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.jobs#Scheduling">
 * Scheduling</a>.
 *
 * @param maxRunningTime how long it may run, in seconds with an "s" behind
 * @param maxWaitTime how long it may wait for its turn, told alike
 * @param priority the more, the sooner is its turn; 0 if not given
 */
public record Scheduling(
    @Nullable String maxRunningTime,
    @Nullable String maxWaitTime,
    @JsonSerialize(using = ToStringSerializer.class) @Nullable Integer priority) {}
