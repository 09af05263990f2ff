package io.manabi.cli.preprocess;

import io.manabi.core.ManabiException;
import io.manabi.transform.Preprocessing;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Loads the class that a user wrote. */
public final class UserClass {
  private UserClass() {}

  /**
   * Makes a preprocessing. Its class loader becomes that of the thread, so that workers find the
   * user's analyzers.
   *
   * @param jars where the class and what it needs may be
   * @param name of a public class with a public constructor without parameters
   */
  static Preprocessing preprocessing(List<Path> jars, String name) {
    Class<?> found = find(jars, name, "--preprocessing");
    Thread.currentThread().setContextClassLoader(found.getClassLoader());
    try {
      Object made = found.getConstructor().newInstance();
      if (made instanceof Preprocessing preprocessing) {
        return preprocessing;
      }
      throw ManabiException.user(
          "Class %s is no preprocessing; it has to implement %s."
              .formatted(name, Preprocessing.class.getName()));
    } catch (ReflectiveOperationException | LinkageError e) {
      throw ManabiException.user(
          "Class %s cannot be used: %s. It needs a public constructor without parameters."
              .formatted(name, e.getCause() == null ? e : e.getCause()),
          e);
    }
  }

  /**
   * Finds a class.
   *
   * @param jars where it and what it needs may be, beside the class path
   * @param name its name
   * @param flag what the user corrects if there is none
   * @throws ManabiException if there is no such jar or class
   */
  public static Class<?> find(List<Path> jars, String name, String flag) {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      if (!Files.isReadable(jar)) {
        throw ManabiException.user("There is no jar " + jar + "; correct --jar.");
      }
      try {
        urls.add(jar.toUri().toURL());
      } catch (MalformedURLException e) {
        throw ManabiException.user("--jar " + jar + " is no path of a file.", e);
      }
    }
    ClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), UserClass.class.getClassLoader());
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      throw ManabiException.user(
          "There is no class %s in %s; correct %s or --jar."
              .formatted(name, jars.isEmpty() ? "the class path" : jars, flag),
          e);
    }
  }
}
