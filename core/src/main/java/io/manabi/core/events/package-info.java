/** What is told of a job while it goes on, of one definition for who writes and who reads. */
@NullMarked
package io.manabi.core.events;

import org.jspecify.annotations.NullMarked;
