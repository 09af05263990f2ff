/** The log of a job: what its tasks have written, its events, and what the server tells of it. */
@NullMarked
package io.manabi.jobs.logs;

import org.jspecify.annotations.NullMarked;
