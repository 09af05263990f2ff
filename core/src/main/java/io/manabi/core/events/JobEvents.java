package io.manabi.core.events;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Events as JSON, one object a line. */
public final class JobEvents {
  /** The name of the file in a job directory in which a trainer tells of its training. */
  public static final String FILE = "training-log.jsonl";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(new TimeWriter())
                  .addDeserializer(Instant.class, new TimeReader()))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_INVALID_SUBTYPE)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private JobEvents() {}

  /**
   * The name of the file beside {@link #FILE} in which one of several tasks tells of its own part.
   *
   * @param task its name, such as {@code worker-0}
   */
  public static String fileOf(String task) {
    return "training-log." + task + ".jsonl";
  }

  /** An event as a line, without its end. */
  public static String write(JobEvent event) {
    return json(event).toString();
  }

  /** An event as JSON. */
  public static JsonNode json(JobEvent event) {
    return JSON.valueToTree(event);
  }

  /**
   * The event of a line.
   *
   * @return empty if it is of a kind of which this version knows nothing
   * @throws ManabiException if the line is no event
   */
  public static Optional<JobEvent> read(String line) {
    try {
      JsonNode read = JSON.readTree(line);
      JobEvent event = JSON.treeToValue(read, JobEvent.class);
      return Optional.ofNullable(
          event instanceof JobEvent.Evaluation evaluation ? inOrder(evaluation, read) : event);
    } catch (JsonProcessingException e) {
      throw ManabiException.user("A line is no event of a job: " + e.getOriginalMessage() + ".", e);
    }
  }

  /** The metrics as they were written: Jackson gives them to a record in the reverse order. */
  private static JobEvent inOrder(JobEvent.Evaluation event, JsonNode read) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    read.fieldNames()
        .forEachRemaining(
            name ->
                Optional.ofNullable(event.metrics().get(name))
                    .ifPresent(value -> metrics.put(name, value)));
    return new JobEvent.Evaluation(
        event.time(),
        event.seconds(),
        event.step(),
        event.checkpoint(),
        event.validation(),
        metrics);
  }

  /** As in RFC 3339. */
  private static final class TimeWriter extends StdSerializer<Instant> {
    private static final long serialVersionUID = 1;

    TimeWriter() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant time, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(time.toString());
    }
  }

  /** Lines of former versions have none. */
  private static final class TimeReader extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    TimeReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String text = in.getText();
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        return (Instant) context.handleWeirdStringValue(Instant.class, text, "no time");
      }
    }

    @Override
    public Instant getNullValue(DeserializationContext context) {
      return Instant.EPOCH;
    }
  }
}
