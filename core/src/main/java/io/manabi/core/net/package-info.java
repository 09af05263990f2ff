/** Whether other processes are alive, as far as the network tells. */
@NullMarked
package io.manabi.core.net;

import org.jspecify.annotations.NullMarked;
