package io.manabi.cli.serve;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Ctrl-C does to a server: the first one has it end in order, a second one at once. */
final class Interrupts {
  private static final Logger LOG = LoggerFactory.getLogger(Interrupts.class);

  /** As a shell tells of a program that SIGINT has ended. */
  private static final int INTERRUPTED = 130;

  private Interrupts() {}

  /**
   * Counts them from now on. Java by itself has a second one wait for what the first one does. Its
   * classes for that are not for all JDKs to have, so they are looked up by name.
   */
  static void watch() {
    AtomicBoolean interrupted = new AtomicBoolean();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object counting =
          Proxy.newProxyInstance(
              Interrupts.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getDeclaringClass() == handler) {
                  interrupt(interrupted);
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("INT"), counting);
    } catch (ReflectiveOperationException e) {
      LOG.debug("A second Ctrl-C does nothing", e);
    }
  }

  private static void interrupt(AtomicBoolean interrupted) {
    if (interrupted.getAndSet(true)) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
    new Thread(() -> System.exit(INTERRUPTED), "interrupted").start();
  }
}
