package io.manabi.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.store.Database;
import io.manabi.store.DatabaseAddress;
import io.manabi.store.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresModelRegistryIT extends ModelRegistryContract {
  @SuppressWarnings("NullAway.Init") // Set before all tests.
  private Database database;

  @BeforeAll
  void openDatabase() {
    database = Database.open(DatabaseAddress.of(PostgresServer.shared().newDatabase()));
  }

  @AfterAll
  void closeDatabase() {
    database.close();
  }

  @Override
  ModelRegistry open() {
    database.inTransaction(
        handle ->
            handle.execute(
                "TRUNCATE model, model_version, model_alias, model_event, model_number,"
                    + " version_file, operation"));
    return ModelRegistry.in(database, CLOCK);
  }

  @Test
  void leavesTheDatabaseOpen() {
    registry.createModel(MNIST, Details.of(""));
    registry.close();
    assertThat(ModelRegistry.in(database, CLOCK).findModel(MNIST)).isPresent();
  }
}
