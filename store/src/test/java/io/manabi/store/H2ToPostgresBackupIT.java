package io.manabi.store;

class H2ToPostgresBackupIT extends BackupContract {
  @Override
  DatabaseAddress source() {
    return DatabaseAddress.inMemory();
  }

  @Override
  DatabaseAddress target() {
    return DatabaseAddress.of(PostgresServer.shared().newDatabase());
  }
}
