package io.manabi.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.ManabiException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes to programs: one JSON object a line, each with its {@code event}. */
final class JsonTerminal implements Terminal {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final PrintWriter out;

  /** What was counted last, and when that was told. */
  private String shown = "";

  private long shownNanos;

  JsonTerminal(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void heading(int number, int total, String title) {
    Map<String, Object> line = event("stage");
    line.put("number", number);
    line.put("of", total);
    line.put("title", title);
    data(line);
  }

  @Override
  public void line(String text) {
    Map<String, Object> line = event("message");
    line.put("text", text);
    data(line);
  }

  @Override
  public synchronized void data(Object line) {
    try {
      out.println(JSON.writeValueAsString(line));
      out.flush();
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("Cannot write " + line + " as JSON.", e);
    }
  }

  @Override
  public synchronized void progress(
      String what, long done, long total, double factor, String unit, List<String> details) {
    long now = System.nanoTime();
    if (what.equals(shown) && done < total && now - shownNanos < PAUSE_NANOS) {
      return;
    }
    shown = what;
    shownNanos = now;
    Map<String, Object> line = event("progress");
    line.put("what", what);
    line.put("done", done);
    line.put("total", total);
    data(line);
  }

  @Override
  public void endProgress() {
    // Nothing is drawn.
  }

  private static Map<String, Object> event(String name) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", name);
    return line;
  }
}
