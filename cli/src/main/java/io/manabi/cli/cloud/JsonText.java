package io.manabi.cli.cloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import io.manabi.core.ManabiException;

/** Reads JSON and YAML, and writes them as {@code gcloud} does, fields by their names. */
public final class JsonText {
  /** Numbers keep the digits that the server has written. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                  .stringQuotingChecker(new QuotedTimes())
                  .build())
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private static final ObjectWriter LINE = JSON.writer(printer(false));
  private static final ObjectWriter INDENTED = JSON.writer(printer(true));

  private JsonText() {}

  /** YAML takes what looks like a time for one. */
  private static final class QuotedTimes extends StringQuotingChecker.Default {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean needToQuoteValue(String value) {
      return super.needToQuoteValue(value) || value.matches("\\d{4}-\\d\\d?-\\d\\d?.*");
    }
  }

  private static DefaultPrettyPrinter printer(boolean indented) {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withRootSeparator("\n")
                .withObjectFieldValueSpacing(Spacing.AFTER)
                .withObjectEntrySpacing(indented ? Spacing.NONE : Spacing.AFTER)
                .withArrayValueSpacing(indented ? Spacing.NONE : Spacing.AFTER)
                .withArrayEmptySeparator("")
                .withObjectEmptySeparator(""));
    DefaultPrettyPrinter.Indenter indenter =
        indented ? new DefaultIndenter("  ", "\n") : DefaultPrettyPrinter.NopIndenter.instance;
    printer.indentArraysWith(indenter);
    printer.indentObjectsWith(indenter);
    return printer;
  }

  /**
   * Reads JSON.
   *
   * @param name what it is, for the message
   * @throws ManabiException if it is none
   */
  public static JsonNode read(String name, String json) {
    return read(JSON, name, "JSON", json);
  }

  /**
   * Reads YAML, or JSON, which is YAML too.
   *
   * @param name what it is, for the message
   * @throws ManabiException if it is none
   */
  public static JsonNode readYaml(String name, String yaml) {
    return read(YAML, name, "YAML", yaml);
  }

  private static JsonNode read(ObjectMapper mapper, String name, String kind, String text) {
    try {
      return mapper.readTree(text);
    } catch (JsonProcessingException e) {
      throw ManabiException.user(
          name
              + " is not "
              + kind
              + (e.getLocation() == null
                  ? ""
                  : " from line "
                      + e.getLocation().getLineNr()
                      + ", column "
                      + e.getLocation().getColumnNr()
                      + " on")
              + ": "
              + e.getOriginalMessage().lines().findFirst().orElse("it ends too early")
              + ".",
          e);
    }
  }

  /** On one line. */
  public static String line(JsonNode value) {
    return write(LINE, value);
  }

  /** On several lines. */
  static String indented(JsonNode value) {
    return write(INDENTED, value);
  }

  /** As YAML, with the end of its last line. */
  static String yaml(JsonNode value) {
    return write(YAML.writer(), value);
  }

  private static String write(ObjectWriter writer, JsonNode value) {
    try {
      // Only maps are sorted.
      return writer.writeValueAsString(JSON.treeToValue(value, Object.class));
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("An answer cannot be written: " + e.getMessage(), e);
    }
  }
}
