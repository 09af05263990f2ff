package io.manabi.control.jobs;

import static java.util.Objects.requireNonNullElse;

import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs are listed: comparisons of fields with values, all of which must be so, as in <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.jobs/list">projects.jobs.list</a>:
 * {@code jobId:rnn* AND state:FAILED}. Times compare as such, for they are written as in RFC 3339.
 */
final class ListFilter implements Predicate<Job> {
  private static final Pattern TERM =
      Pattern.compile(
          "\\G\\s*(?:AND\\s+)?(NOT\\s+|-)?([A-Za-z][\\w.-]*)\\s*(<=|>=|!=|<|>|=|:)\\s*"
              + "(?:\"([^\"]*)\"|([^\\s\"()]+))\\s*");

  private final List<Predicate<Job>> terms = new ArrayList<>();

  /**
   * A filter.
   *
   * @param text empty for all jobs
   * @throws ApiFailure if it cannot be read
   */
  ListFilter(String text) {
    Matcher matcher = TERM.matcher(text);
    int end = 0;
    while (end < text.length() && matcher.find()) {
      end = matcher.end();
      String quoted = matcher.group(4);
      Predicate<Job> term =
          term(matcher.group(2), matcher.group(3), quoted == null ? matcher.group(5) : quoted);
      terms.add(matcher.group(1) == null ? term : term.negate());
    }
    if (end < text.strip().length()) {
      throw ApiFailure.invalid(
          "The filter cannot be read from '"
              + text.substring(end)
              + "' on; write comparisons with AND between them, as in jobId:rnn* AND state=FAILED.");
    }
  }

  private static Predicate<Job> term(String field, String comparison, String value) {
    return job -> compare(requireNonNullElse(value(job, field), ""), comparison, value);
  }

  private static @Nullable String value(Job job, String field) {
    if (field.startsWith("labels.")) {
      Map<String, String> labels = requireNonNullElse(job.labels(), Map.of());
      return labels.get(field.substring("labels.".length()));
    }
    return switch (field) {
      case "jobId" -> job.jobId();
      case "state" -> job.state();
      case "createTime" -> job.createTime();
      case "startTime" -> job.startTime();
      case "endTime" -> job.endTime();
      case "errorMessage" -> job.errorMessage();
      default ->
          throw ApiFailure.invalid(
              "The filter names the field "
                  + field
                  + "; expected jobId, state, createTime, startTime, endTime, errorMessage or"
                  + " labels.KEY.");
    };
  }

  private static boolean compare(String actual, String comparison, String value) {
    return switch (comparison) {
      case ":" ->
          value.endsWith("*")
              ? actual.startsWith(value.substring(0, value.length() - 1)) && !actual.isEmpty()
              : actual.contains(value);
      case "=" -> actual.equals(value);
      case "!=" -> !actual.equals(value);
      case "<" -> !actual.isEmpty() && actual.compareTo(value) < 0;
      case "<=" -> !actual.isEmpty() && actual.compareTo(value) <= 0;
      case ">" -> actual.compareTo(value) > 0;
      default -> actual.compareTo(value) >= 0;
    };
  }

  @Override
  public boolean test(Job job) {
    return terms.stream().allMatch(term -> term.test(job));
  }
}
