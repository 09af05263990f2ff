/**
 * Summaries of data in bounded memory. The same data in the same order give the same summary, bit
 * for bit.
 *
 * <pre>{@code
 * QuantileSketch sketch = new QuantileSketch(0.01);
 * sketch.add(value, 1);
 * sketch.merge(sketchOfTheDataThatFollow);
 * double[] quartiles = sketch.quantiles(4); // 5 numbers
 * }</pre>
 */
@NullMarked
package io.manabi.transform.sketches;

import org.jspecify.annotations.NullMarked;
