package io.manabi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {
  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://db:5432/manabi?user=me&password=secret, jdbc:postgresql://db:5432/manabi",
    "jdbc:postgresql://me:secret@db/manabi, jdbc:postgresql://db/manabi",
    "jdbc:postgresql://a:1;b:2/manabi, jdbc:postgresql://a:1",
    "jdbc:h2:file:/data/manabi;PASSWORD=secret, jdbc:h2:file:/data/manabi",
    "/data/manabi, /data/manabi",
  })
  void namesItsPlaceWithoutSecrets(String text, String place) {
    DatabaseAddress address = DatabaseAddress.of(text);
    assertThat(address.place()).isEqualTo(place);
    assertThat(address).hasToString(place);
  }

  @Test
  void takesSecretsOutOfTexts() {
    String url = "jdbc:postgresql://me:hidden@db/manabi?password=secret&ssl=true";
    DatabaseAddress address = DatabaseAddress.of(url);
    assertThat(address.withoutSecrets("no " + url)).isEqualTo("no jdbc:postgresql://db/manabi");
    assertThat(address.withoutSecrets("hidden, secret")).isEqualTo("***, ***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://me:secret@db/manabi?password=secret",
        "postgres://me:secret@db/manabi",
        "jdbc:h2:tcp://me:secret@db/manabi",
      })
  void refusesOtherDatabases(String text) {
    assertThatThrownBy(() -> DatabaseAddress.of(text))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("The database cannot be ")
        .hasMessageEndingWith("; give jdbc:postgresql://host:port/database, or a directory.")
        .hasMessageNotContaining("secret");
  }

  @Test
  void refusesADirectoryThatWouldChangeTheAddress() {
    assertThatThrownBy(() -> DatabaseAddress.directory(Path.of("a;b")))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("semicolon");
  }
}
