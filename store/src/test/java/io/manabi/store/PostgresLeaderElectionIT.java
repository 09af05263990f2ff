package io.manabi.store;

class PostgresLeaderElectionIT extends LeaderElectionContract {
  @Override
  DatabaseAddress newAddress() {
    return DatabaseAddress.of(PostgresServer.shared().newDatabase());
  }
}
