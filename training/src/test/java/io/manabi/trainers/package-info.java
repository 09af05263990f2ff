/** What users write, with the public API alone, for tests that need another package. */
@NullMarked
package io.manabi.trainers;

import org.jspecify.annotations.NullMarked;
