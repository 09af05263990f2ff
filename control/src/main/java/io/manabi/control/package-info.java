/**
 * The control server: what trains and what is served, over the API of <a
 * href="https://cloud.google.com/ml-engine/reference/rest">Cloud ML Engine</a>.
 */
@NullMarked
package io.manabi.control;

import org.jspecify.annotations.NullMarked;
