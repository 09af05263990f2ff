package io.manabi.control.messages;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as clients tell and are told it: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.jobs#Job">Job</a>. Of what a
 * client tells only the name, the training input and the labels count.
 *
 * @param jobId its name in its project
 * @param trainingInput what is to be trained
 * @param trainingOutput what has come of it
 * @param createTime when it was created, as in RFC 3339
 * @param startTime when its tasks were started
 * @param endTime when it ended
 * @param state the name of its state
 * @param errorMessage why it failed
 * @param labels what its owner sorts jobs by
 * @param etag another one whenever the job has changed
 */
public record Job(
    @Nullable String jobId,
    @Nullable TrainingInput trainingInput,
    @Nullable TrainingOutput trainingOutput,
    @Nullable String createTime,
    @Nullable String startTime,
    @Nullable String endTime,
    @Nullable String state,
    @Nullable String errorMessage,
    @Nullable Map<String, String> labels,
    @Nullable String etag) {}
