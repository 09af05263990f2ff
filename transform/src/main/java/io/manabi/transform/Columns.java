package io.manabi.transform;

import io.manabi.core.ManabiException;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** The input columns of a function while it is traced: one vector [N] per column, N rows. */
public final class Columns {
  private final String function;
  private final Map<String, Operand<?>> placeholders;

  Columns(String function, Map<String, Operand<?>> placeholders) {
    this.function = function;
    this.placeholders = placeholders;
  }

  /**
   * A column of strings or bytes, string [N].
   *
   * @throws ManabiException if the schema of the function has no such column of that type
   */
  public Operand<TString> bytes(String name) {
    return typed(name, TString.class, "bytes");
  }

  /**
   * A column of integers, int64 [N].
   *
   * @throws ManabiException if the schema of the function has no such column of that type
   */
  public Operand<TInt64> int64s(String name) {
    return typed(name, TInt64.class, "int64");
  }

  /**
   * A column of floats, float [N].
   *
   * @throws ManabiException if the schema of the function has no such column of that type
   */
  public Operand<TFloat32> floats(String name) {
    return typed(name, TFloat32.class, "float");
  }

  private <T extends TType> Operand<T> typed(String name, Class<T> type, String typeName) {
    Operand<?> column = placeholders.get(name);
    if (column == null || !column.type().equals(type)) {
      throw ManabiException.user(
          "Function '"
              + function
              + "' reads the column '"
              + name
              + "' as "
              + typeName
              + ", but its schema "
              + (column == null
                  ? "has only " + placeholders.keySet()
                  : "says " + column.asOutput().dataType())
              + "; correct one of them.");
    }
    return column.asOutput().expect(type);
  }
}
