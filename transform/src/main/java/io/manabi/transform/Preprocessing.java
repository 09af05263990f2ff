package io.manabi.transform;

import java.util.List;

/**
 * The preprocessing of a data set, written by the user: a plain class with a public constructor
 * without parameters. It is traced once; what it does must not depend on anything but its inputs.
 */
public interface Preprocessing {

  /** The functions; their names differ. */
  List<TransformFunction> functions();
}
