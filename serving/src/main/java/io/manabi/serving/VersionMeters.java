package io.manabi.serving;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.VersionState;
import io.manabi.prediction.VersionStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells the versions of models among the measurements of a server: each is 1 under its state, as it
 * is when somebody looks.
 */
final class VersionMeters implements DecoratingHttpServiceFunction {
  private final ServedModels models;
  private final MultiGauge versions;

  /** Those of a server that tells what is in a registry. */
  VersionMeters(ServedModels models, MeterRegistry registry) {
    this.models = models;
    this.versions =
        MultiGauge.builder("manabi.model.versions")
            .description("Versions of models by their state; FAILED if it could not be loaded")
            .register(registry);
  }

  @Override
  public HttpResponse serve(
      HttpService measurements, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    versions.register(rows(), true);
    return measurements.serve(context, request);
  }

  private List<Row<?>> rows() {
    List<Row<?>> rows = new ArrayList<>();
    for (String model : models.names()) {
      for (VersionStatus status : models.statuses(model)) {
        if (status.state() != VersionState.END || status.error().isPresent()) {
          String state = status.error().isPresent() ? "FAILED" : status.state().name();
          String version = Long.toString(status.number());
          rows.add(Row.of(Tags.of("model", model, "version", version, "state", state), 1));
        }
      }
    }
    return rows;
  }
}
