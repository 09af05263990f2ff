/** The paths and answers of the API. */
@NullMarked
package io.manabi.control.http;

import org.jspecify.annotations.NullMarked;
