package io.manabi.serving;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.manabi.serving.http.RequestMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The measurements of requests for Prometheus under the names of TensorFlow Serving, so that its
 * dashboards and alerts go on. Latencies are in microseconds there.
 */
final class TensorFlowServingMetrics implements HttpService {
  private static final String COUNT = ":tensorflow:serving:request_count";
  private static final String LATENCY = ":tensorflow:serving:request_latency";

  private final MeterRegistry registry;

  TensorFlowServingMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        HttpStatus.OK, MediaType.create("text", "plain").withParameter("version", "0.0.4"), text());
  }

  private String text() {
    Map<String, Double> counts = new TreeMap<>();
    StringBuilder text = new StringBuilder("# TYPE " + LATENCY + " histogram\n");
    for (Timer timer : registry.find(RequestMeters.REQUESTS).timers()) {
      String model = "model_name=\"" + escaped(timer.getId().getTag("model")) + "\"";
      counts.merge(
          model + ",status=\"" + timer.getId().getTag("code") + "\"",
          (double) timer.count(),
          Double::sum);
      if ("OK".equals(timer.getId().getTag("code"))) {
        append(
            text,
            model
                + ",API=\""
                + timer.getId().getTag("api")
                + "\",entrypoint=\""
                + String.valueOf(timer.getId().getTag("entrypoint")).toUpperCase(Locale.ROOT)
                + "\"",
            timer.takeSnapshot());
      }
    }
    text.append("# TYPE " + COUNT + " counter\n");
    counts.forEach(
        (labels, count) ->
            text.append(COUNT).append('{').append(labels).append("} ").append(count).append('\n'));
    return text.toString();
  }

  private static void append(StringBuilder text, String labels, HistogramSnapshot latency) {
    for (CountAtBucket bucket : latency.histogramCounts()) {
      text.append(LATENCY)
          .append("_bucket{")
          .append(labels)
          .append(",le=\"")
          .append(bucket.bucket(TimeUnit.MICROSECONDS))
          .append("\"} ")
          .append(bucket.count())
          .append('\n');
    }
    text.append(LATENCY + "_bucket{")
        .append(labels)
        .append(",le=\"+Inf\"} ")
        .append(latency.count())
        .append('\n');
    text.append(LATENCY + "_sum{")
        .append(labels)
        .append("} ")
        .append(latency.total(TimeUnit.MICROSECONDS))
        .append('\n');
    text.append(LATENCY + "_count{")
        .append(labels)
        .append("} ")
        .append(latency.count())
        .append('\n');
  }

  private static String escaped(@Nullable String label) {
    return String.valueOf(label).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
