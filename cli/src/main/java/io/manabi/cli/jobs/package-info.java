/**
 * The commands about jobs, as {@code gcloud ml-engine jobs} and {@code gcloud ml-engine local
 * train} have them.
 *
 * <pre>{@code
 * manabi jobs submit training flowers_1 --package-path trainer --module-name trainer.task \
 *     --stream-logs -- --train-steps 10000
 * manabi jobs list --filter state=RUNNING
 * }</pre>
 */
@NullMarked
package io.manabi.cli.jobs;

import org.jspecify.annotations.NullMarked;
