package org.tensorflow.op;

import org.jspecify.annotations.NullMarked;
import org.tensorflow.DeviceSpec;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;

/**
 * The way to operations that works in every language of the machine. TensorFlow's Java library
 * makes names unique by a number in the digits of the default locale; under Persian the second
 * constant would be {@code Const_۱}, which TensorFlow refuses as a name. Only this package can make
 * {@link Ops} with names of its own.
 */
@NullMarked
public final class GraphOps {
  private GraphOps() {}

  /** Makes operations in a graph or session, as {@link Ops#create(ExecutionEnvironment)} does. */
  public static Ops create(ExecutionEnvironment environment) {
    return new Ops(new PlainScope(environment.baseScope()));
  }

  /** The same for operations that somebody else has made. */
  public static Ops of(Ops ops) {
    return new Ops(new PlainScope(ops.scope()));
  }

  /** A scope whose names have the digits 0 to 9 only. */
  private record PlainScope(Scope scope) implements Scope {
    @Override
    public ExecutionEnvironment env() {
      return scope.env();
    }

    @Override
    public Scope withSubScope(String childScopeName) {
      return new PlainScope(scope.withSubScope(childScopeName));
    }

    @Override
    public Scope withName(String opName) {
      return new PlainScope(scope.withName(opName));
    }

    /** As in {@link OpScope}, which would refuse the name that it makes itself. */
    @Override
    public Scope withNameAsSubScope(String defaultName) {
      return new PlainScope(scope.withSubScope(makeOpName(defaultName)));
    }

    @Override
    public Scope withDevice(DeviceSpec newDevice) {
      return new PlainScope(scope.withDevice(newDevice));
    }

    @Override
    public Scope withInitScope() {
      return new PlainScope(scope.withInitScope());
    }

    @Override
    public String makeOpName(String defaultName) {
      return plain(scope.makeOpName(defaultName));
    }

    @Override
    public String makeUnique(String id) {
      return plain(scope.makeUnique(id));
    }

    @Override
    public void refreshNames() {
      scope.refreshNames();
    }

    @Override
    public Scope withControlDependencyOps(Iterable<Operation> controls) {
      return new PlainScope(scope.withControlDependencyOps(controls));
    }

    @Override
    public OperationBuilder apply(OperationBuilder builder) {
      return scope.apply(builder);
    }

    @Override
    public String getDeviceString() {
      return scope.getDeviceString();
    }

    @Override
    public boolean isInit() {
      return scope.isInit();
    }

    private static String plain(String name) {
      StringBuilder plain = new StringBuilder(name.length());
      name.codePoints()
          .map(c -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
          .forEach(plain::appendCodePoint);
      return plain.toString();
    }
  }
}
