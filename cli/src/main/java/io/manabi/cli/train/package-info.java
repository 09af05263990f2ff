/**
 * The command {@code manabi train}: a user's trainer as a cluster of processes.
 *
 * <pre>{@code
 * manabi train --trainer com.acme.MyTrainer --jar acme.jar --workers 2 --data-dir records --job-dir job
 * }</pre>
 */
@NullMarked
package io.manabi.cli.train;

import org.jspecify.annotations.NullMarked;
