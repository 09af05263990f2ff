package io.manabi.training.watch;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.files.AtomicFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The operations of steps in time, in the <a
 * href="https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU">format of
 * Chrome's traces</a>, which chrome://tracing and Perfetto show: a process for each device, and in
 * it as many threads as operations ran at the same time.
 */
final class ChromeTrace {
  private final List<Map<String, Object>> events = new ArrayList<>();
  private final Map<String, List<Long>> busyUntil = new LinkedHashMap<>();

  /** Adds an operation; those of a device in the order in which they began. */
  void add(String device, String name, StepTimes.Work work) {
    boolean known = busyUntil.containsKey(device);
    List<Long> lanes = busyUntil.computeIfAbsent(device, key -> new ArrayList<>());
    int process = List.copyOf(busyUntil.keySet()).indexOf(device);
    if (!known) {
      Map<String, Object> title = event("M", "process_name", process);
      title.put("args", Map.of("name", device));
      events.add(title);
    }
    int lane = 0;
    while (lane < lanes.size() && lanes.get(lane) > work.fromMicros()) {
      lane++;
    }
    if (lane == lanes.size()) {
      lanes.add(0L);
    }
    lanes.set(lane, work.toMicros());
    Map<String, Object> event = event("X", name, process);
    event.put("cat", work.part().toString());
    event.put("tid", lane);
    event.put("ts", work.fromMicros());
    event.put("dur", work.toMicros() - work.fromMicros());
    events.add(event);
  }

  private static Map<String, Object> event(String phase, String name, int process) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("ph", phase);
    event.put("name", name);
    event.put("pid", process);
    return event;
  }

  /** Writes what was added. */
  void write(Path file) {
    AtomicFiles.write(
        file,
        out -> out.write(new ObjectMapper().writeValueAsBytes(Map.of("traceEvents", events))));
  }
}
