package io.manabi.jobs.processes;

import io.manabi.jobs.TaskHandle;
import java.util.Optional;

/** A task that is a process of this machine. */
interface LocalTask extends TaskHandle {
  /** The process of the program, while it runs. */
  Optional<ProcessHandle> program();
}
