/** Tests of the whole: architecture, the page in a real browser, the demo from end to end. */
@NullMarked
package io.manabi.tests;

import org.jspecify.annotations.NullMarked;
