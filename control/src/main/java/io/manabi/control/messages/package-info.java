/** What is said over the API of Cloud ML Engine, field by field. */
@NullMarked
package io.manabi.control.messages;

import org.jspecify.annotations.NullMarked;
