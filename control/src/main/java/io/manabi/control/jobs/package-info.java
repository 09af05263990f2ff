/**
 * Jobs from the request to the end: their table, the queue, and who watches over those that run.
 */
@NullMarked
package io.manabi.control.jobs;

import org.jspecify.annotations.NullMarked;
