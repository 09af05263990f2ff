/** Models and versions, and where they are served. */
@NullMarked
package io.manabi.control.models;

import org.jspecify.annotations.NullMarked;
