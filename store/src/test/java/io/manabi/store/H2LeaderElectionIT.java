package io.manabi.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2LeaderElectionIT extends LeaderElectionContract {
  @TempDir static Path directory;

  @Override
  DatabaseAddress newAddress() {
    return DatabaseAddress.directory(directory);
  }
}
