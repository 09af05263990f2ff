/** Online prediction of Cloud ML Engine v1. */
@NullMarked
package io.manabi.serving.cloudml;

import org.jspecify.annotations.NullMarked;
