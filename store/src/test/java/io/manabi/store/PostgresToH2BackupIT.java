package io.manabi.store;

class PostgresToH2BackupIT extends BackupContract {
  @Override
  DatabaseAddress source() {
    return DatabaseAddress.of(PostgresServer.shared().newDatabase());
  }

  @Override
  DatabaseAddress target() {
    return DatabaseAddress.inMemory();
  }
}
