package io.manabi.cli.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.manabi.cli.cloud.JsonText;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a model is asked. */
public final class InstanceOptions {
  private static final String INSTANCES = "instances";

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  @Option(
      names = "--signature-name",
      paramLabel = "NAME",
      description = "The signature that is called (default: serving_default).")
  private @Nullable String signatureName;

  /** Where the instances are. */
  static final class Source {
    @Option(
        names = "--json-instances",
        paramLabel = "FILE",
        description = "A file with an instance in JSON a line; - for standard input.")
    private @Nullable String json;

    @Option(
        names = "--text-instances",
        paramLabel = "FILE",
        description = "Or a file in which each line is an instance, as a text.")
    private @Nullable String text;

    @Option(
        names = "--json-request",
        paramLabel = "FILE",
        description = "Or a file with the whole body of a request.")
    private @Nullable String request;
  }

  /**
   * The body of the request.
   *
   * @throws ManabiException if the file cannot be read, or has no instances
   */
  ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (source.request != null) {
      JsonNode read = JsonText.read(name(source.request), content(source.request));
      if (!(read instanceof ObjectNode request) || !read.has(INSTANCES)) {
        throw ManabiException.user(
            name(source.request) + " has no \"instances\"; expected {\"instances\": [...]}.");
      }
      body = request;
    } else {
      String file = source.json == null ? String.valueOf(source.text) : source.json;
      addLines(body, file, content(file).lines().toList());
    }
    if (signatureName != null) {
      body.put("signature_name", signatureName);
    }
    return body;
  }

  private void addLines(ObjectNode body, String file, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (source.text != null) {
        body.withArray(INSTANCES).add(line);
      } else if (!line.isBlank()) {
        body.withArray(INSTANCES).add(JsonText.read(name(file) + ", line " + (i + 1) + ",", line));
      }
    }
    if (!body.has(INSTANCES)) {
      throw ManabiException.user(name(file) + " has no instances; expected one a line.");
    }
  }

  private static String name(String file) {
    return file.equals("-") ? "Standard input" : file;
  }

  private static String content(String file) {
    try {
      return file.equals("-")
          ? new String(System.in.readAllBytes(), UTF_8)
          : Files.readString(Path.of(file));
    } catch (CharacterCodingException e) {
      throw ManabiException.user(file + " is not UTF-8; send bytes as {\"b64\": \"...\"}.", e);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(Path.of(file), e);
    }
  }
}
