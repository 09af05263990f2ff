/** What the APIs over HTTP have in common: requests, answers and errors. */
@NullMarked
package io.manabi.serving.http;

import org.jspecify.annotations.NullMarked;
