/**
 * Tasks as processes of this machine. Nobody else knows of process ids.
 *
 * <p>Those of a {@linkplain io.manabi.jobs.processes.LocalProvisioner#attached() command} end with
 * it. Those of a {@linkplain io.manabi.jobs.processes.LocalProvisioner#durable(java.nio.file.Path)
 * server} do not: each is in a session of its own, has a small shell as parent that writes its exit
 * status into a file, and is found again by a name that nothing else bears, not by its number.
 */
@NullMarked
package io.manabi.jobs.processes;

import org.jspecify.annotations.NullMarked;
