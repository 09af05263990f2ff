package io.manabi.web;

import com.linecorp.armeria.common.prometheus.PrometheusMeterRegistries;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.prometheus.PrometheusExpositionService;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Measurements of a server in the format of Prometheus: those of the JVM and of the process (heap,
 * direct memory, threads, collections, resident memory, open descriptors, processors), those that
 * Armeria makes of connections, and whatever the server adds to the {@link #registry()}.
 */
public final class Metrics implements AutoCloseable {
  private static final Path RESIDENT = Path.of("/proc/self/status");

  private final PrometheusMeterRegistry registry = PrometheusMeterRegistries.newRegistry();
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /** Measurements of this process; one for each server. */
  public Metrics() {
    List<MeterBinder> binders =
        List.of(
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics(),
            collections);
    binders.forEach(each -> each.bindTo(registry));
    if (PlatformDependent.usedDirectMemory() >= 0) {
      Gauge.builder("netty.direct.memory.used", PlatformDependent::usedDirectMemory)
          .description("Direct memory of Netty, if it is not among the buffers of the JVM")
          .baseUnit("bytes")
          .register(registry);
    }
    if (Files.isReadable(RESIDENT)) {
      Gauge.builder("process.resident.memory", Metrics::residentBytes)
          .description("Memory of the process in RAM, native memory included")
          .baseUnit("bytes")
          .register(registry);
    }
  }

  /** Of Linux's line {@code VmRSS: 123 kB}; not a number if it cannot be read. */
  private static double residentBytes() {
    try {
      return Files.readAllLines(RESIDENT).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024.0)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  /** Where a server adds its own. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Has Armeria's own measurements of a server made in the registry. */
  public void applyTo(ServerBuilder server) {
    server.meterRegistry(registry);
  }

  /** Answers with all of them, for Prometheus; for {@code /metrics}. */
  public HttpService service() {
    return PrometheusExpositionService.of(registry.getPrometheusRegistry());
  }

  /** Measures no more. */
  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
