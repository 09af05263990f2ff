package io.manabi.jobs;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Stops, as if its process did, before or after it starts one more task than so many. */
final class StoppingProvisioner implements Provisioner {
  /** The end of its process. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final Provisioner provisioner;
  private final boolean before;
  private int left;

  StoppingProvisioner(Provisioner provisioner, int started, boolean before) {
    this.provisioner = provisioner;
    this.left = started;
    this.before = before;
  }

  @Override
  public TaskHandle start(TaskSpec spec, String reference) {
    boolean last = left == 0;
    left--;
    if (last && before) {
      throw new Stopped();
    }
    TaskHandle handle = provisioner.start(spec, reference);
    if (last) {
      throw new Stopped();
    }
    return handle;
  }

  @Override
  public String place() {
    return provisioner.place();
  }

  @Override
  public boolean isDurable() {
    return provisioner.isDurable();
  }

  @Override
  public TfConfig addresses(List<Task> tasks) {
    return provisioner.addresses(tasks);
  }

  @Override
  public String newReference(Task task) {
    return provisioner.newReference(task);
  }

  @Override
  public Optional<TaskHandle> adopt(String reference) {
    return provisioner.adopt(reference);
  }

  @Override
  public SortedMap<String, TaskLog> logs(Path directory) {
    return provisioner.logs(directory);
  }

  @Override
  public void forget(String reference) {
    provisioner.forget(reference);
  }
}
