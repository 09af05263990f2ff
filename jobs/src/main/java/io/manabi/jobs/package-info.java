/**
 * Runs the tasks of a training job and watches over them. A task is any program that reads {@code
 * TF_CONFIG}.
 *
 * <pre>{@code
 * JobSpec spec = JobSpec.distributed("mnist_1", command, 2, 1, logs);
 * try (RunningJob job = LocalProvisioner.start(spec, listener)) {
 *   job.await();
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.jobs;

import org.jspecify.annotations.NullMarked;
