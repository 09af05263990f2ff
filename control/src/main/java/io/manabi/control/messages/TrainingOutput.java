package io.manabi.control.messages;

/**
 * What has come of a training: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.jobs#TrainingOutput">
 * TrainingOutput</a>.
 *
 * @param consumedMLUnits hours of processors that its tasks have had
 */
public record TrainingOutput(double consumedMLUnits) {}
