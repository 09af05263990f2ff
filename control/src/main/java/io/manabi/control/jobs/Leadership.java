package io.manabi.control.jobs;

import io.manabi.core.ManabiException;
import io.manabi.store.Database;
import io.manabi.store.LeaderElection;
import java.net.InetAddress;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Whether this server watches over the jobs of a database: always, if no other can have it open;
 * else one of those that share it does.
 */
final class Leadership implements AutoCloseable {
  private final Optional<LeaderElection> election;

  private Leadership(Optional<LeaderElection> election) {
    this.election = election;
  }

  /**
   * Takes part in the election, if there is one.
   *
   * @param changed told when this server leads, and when it does not any more
   */
  static Leadership of(Database database, Runnable changed) {
    if (!database.isShared()) {
      return new Leadership(Optional.empty());
    }
    String candidate =
        "server " + ProcessHandle.current().pid() + " of " + InetAddress.getLoopbackAddress();
    return new Leadership(
        Optional.of(
            LeaderElection.join(
                database,
                "jobs",
                candidate,
                new LeaderElection.Listener() {
                  @Override
                  public void elected(long epoch) {
                    changed.run();
                  }

                  @Override
                  public void lost(long epoch) {
                    changed.run();
                  }
                })));
  }

  boolean isOurs() {
    return election.map(LeaderElection::isLeader).orElse(true);
  }

  /**
   * Lets a transaction go on only if this server leads.
   *
   * @throws ManabiException if it does not
   */
  void require(Handle handle) {
    election.ifPresent(each -> each.requireLeader(handle));
  }

  @Override
  public void close() {
    election.ifPresent(LeaderElection::close);
  }
}
