package io.manabi.pipelines.validation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
  @Test
  void readsRows() {
    assertThat(
            rows(
                """
                {"signature_name": "s", "other": [], "instances": [
                  {"i": 39, "l": 5000000000, "f": 1.5, "s": "a", "t": true, "n": null},
                  {}]}
                """))
        .containsExactly(
            row("i", 39L, "l", 5_000_000_000L, "f", 1.5, "s", "a", "t", true, "n", null), row());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"instances\": [{\"a\": 1}]} {}",
        "{\"instances\": [{\"a\": 1}]}]",
        "\ufeff{\"instances\": [{\"a\": 1}]}\u0000"
      })
  void takesWhatServersTakeAroundTheRequest(String request) {
    assertThat(rows(request)).containsExactly(row("a", 1L));
  }

  @Test
  void readsColumns() {
    assertThat(rows("{\"inputs\": {\"i\": [1, 2], \"s\": [\"a\", null], \"none\": null}}"))
        .containsExactly(row("i", 1L, "s", "a"), row("i", 2L, "s", null));
  }

  @Test
  void aTensorIsListsInLists() {
    assertThat(rows("{\"instances\": [{\"x\": [[1, 2], [3, null]], \"y\": []}]}"))
        .containsExactly(row("x", List.of(List.of(1L, 2L), List.of(3L)), "y", List.of()));
    assertThat(rows("{\"inputs\": {\"x\": [[1, 2], [3, 4]]}}"))
        .containsExactly(row("x", List.of(1L, 2L)), row("x", List.of(3L, 4L)));
  }

  @Test
  void readsBytes() {
    assertThat(rows("{\"instances\": [{\"x\": {\"b64\": \"aGk=\"}, \"y\": [{\"b64\": \"aGk\"}]}]}"))
        .first()
        .satisfies(
            row -> {
              assertThat(row.get("x")).isEqualTo("hi".getBytes(UTF_8));
              assertThat(row.get("y"))
                  .asInstanceOf(InstanceOfAssertFactories.LIST)
                  .containsExactly("hi".getBytes(UTF_8));
            });
  }

  @Test
  void readsNumbersThatPythonWrites() {
    assertThat(
            rows("{\"instances\": [{\"x\": [NaN, -Infinity, 99999999999999999999]}]}").toString())
        .isEqualTo("[{x=[NaN, -Infinity, 99999999999999999999]}]");
  }

  @Test
  void valuesWithoutANameAreThoseOfTheOnlyColumn() {
    RequestReader reader = new RequestReader("r.json", "x");
    for (String request :
        List.of(
            "{\"instances\": [1, [2, 3]]}",
            "{\"inputs\": [1, [2, 3]]}",
            "{\"instances\": [{\"x\": 1}, {\"x\": [2, 3]}]}")) {
      assertThat(reader.rows(request.getBytes(UTF_8)))
          .containsExactly(row("x", 1L), row("x", List.of(2L, 3L)));
    }
    assertThat(reader.rows("{\"instances\": [{\"b64\": \"aGk=\"}]}".getBytes(UTF_8)))
        .first()
        .satisfies(row -> assertThat(row.get("x")).isEqualTo("hi".getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'instances': [{'a': 1}, {'a' 2}]} | line 1 column 31 is no JSON: Unexpected character",
        "{'instances': [{'a': 1} | line 1 column 24 is no JSON: Unexpected end-of-input: expected close marker",
        "{'instances': [{'a': 1, 'a': 2}]} | line 1 column 28 is no JSON: Duplicate field 'a'; correct the request.",
        "'' | is empty; expected {'instances'",
        "[{'a': 1}] | is no JSON object; expected {'instances'",
        "{'instance': [{'a': 1}]} | has neither 'instances' nor 'inputs'; expected {'instances'",
        "{'instances': [1], 'inputs': [1]} | has both 'instances' and 'inputs'; expected one",
        "{'instances': {'a': 1}} | has 'instances' that are no list; expected {'instances'",
        "{'instances': []} | has no instances; expected at least one.",
        "{'inputs': {}} | has no instances; expected at least one.",
        "{'inputs': {'a': []}} | has no instances; expected at least one.",
        "{'instances': [{'a': 1}, 2]} | has an instance 2 that is no object; expected {'instances'",
        "{'inputs': [1]} | has 'inputs' that are no object; expected {'inputs': {'COLUMN': [VALUE",
        "{'inputs': {'a': 1}} | has no list of the column 'a'; expected a value for each row.",
        "{'inputs': {'a': [1], 'b': [1, 2]}} | has 1 values of the column 'a' and 2 of 'b'; expected",
        "{'instances': [{'a': {'b64': '!'}}]} | has an instance 1 whose column 'a' is no base64",
      },
      quoteCharacter = '`')
  void saysInASentenceWhatIsNoRequest(String request, String message) {
    String json = request.equals("''") ? "" : request.replace('\'', '"');
    assertThatThrownBy(() -> rows(json))
        .isInstanceOf(ManabiException.class)
        .extracting(failure -> String.valueOf(failure.getMessage()).replace('"', '\''))
        .asString()
        .startsWith("r.json " + message)
        .endsWith(".")
        .doesNotContain("\n", "marker at", "Source");
  }

  @Test
  void saysThatBytesAreNoText() {
    byte[] request = "{\"instances\": [{\"s\": \"\u00e9\"}]}".getBytes(ISO_8859_1);
    assertThatThrownBy(() -> new RequestReader("r.json", null).rows(request))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("r.json line 1 column ")
        .hasMessageContaining("is no JSON: Invalid UTF-8");
  }

  private static List<Map<String, @Nullable Object>> rows(String request) {
    return new RequestReader("r.json", null).rows(request.getBytes(UTF_8));
  }

  private static Map<String, @Nullable Object> row(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> row = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return row;
  }
}
