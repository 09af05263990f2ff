/** What shows how training goes: events, logs, profiles and summaries. */
@NullMarked
package io.manabi.training.watch;

import org.jspecify.annotations.NullMarked;
