package io.manabi.store;

import io.manabi.core.ManabiException;
import io.manabi.core.net.MachineName;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Whether this server does what only one may do with a database: always, if no other can have it
 * open; else one of those that share it does.
 */
public final class Leadership implements AutoCloseable {
  private final Optional<LeaderElection> election;

  private Leadership(Optional<LeaderElection> election) {
    this.election = election;
  }

  /**
   * Takes part in the election, if there is one.
   *
   * @param what what the leader does, in a word; there is one leader for each
   * @param changed told when this server leads, and when it does not any more
   */
  public static Leadership of(Database database, String what, Runnable changed) {
    if (!database.isShared()) {
      return new Leadership(Optional.empty());
    }
    String candidate = "server " + ProcessHandle.current().pid() + " on " + MachineName.get();
    return new Leadership(
        Optional.of(
            LeaderElection.join(
                database,
                what,
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

  /** Whether it is this server, as far as it knows. */
  public boolean isOurs() {
    return election.map(LeaderElection::isLeader).orElse(true);
  }

  /**
   * Lets a transaction go on only if this server leads.
   *
   * @throws ManabiException if it does not
   */
  public void require(Handle handle) {
    election.ifPresent(each -> each.requireLeader(handle));
  }

  @Override
  public void close() {
    election.ifPresent(LeaderElection::close);
  }
}
