package io.manabi.jobs.processes;

import io.manabi.jobs.Provisioner;
import io.manabi.jobs.ProvisionerKit;

/** Processes that end with their launcher; {@code RunningJobIT} shows that they do. */
class AttachedProvisionerIT extends ProvisionerKit {
  @Override
  protected Provisioner provisioner() {
    return LocalProvisioner.attached();
  }

  /** One that has ended has no command, even if its parent has not taken note of the end yet. */
  @Override
  protected boolean isAlive(long pid) {
    return ProcessHandle.of(pid).flatMap(process -> process.info().command()).isPresent();
  }
}
