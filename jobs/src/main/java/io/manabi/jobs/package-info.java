/**
 * Runs the tasks of a training job and watches over them. A task is any program that reads {@code
 * TF_CONFIG}; where it runs is known to a {@link io.manabi.jobs.Provisioner} only.
 *
 * <pre>{@code
 * JobSpec spec = new JobSpec("mnist_1", command, 2, 1, logs, Restarts.upTo(3), Duration.ofSeconds(20));
 * try (RunningJob job = RunningJob.start(spec, LocalProvisioner.attached(), System.out::println)) {
 *   job.await(Duration.ofHours(1));
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.jobs;

import org.jspecify.annotations.NullMarked;
