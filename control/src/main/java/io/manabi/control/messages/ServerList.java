package io.manabi.control.messages;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The prediction servers of a control server and what they serve, an extension of Manabi.
 *
 * @param servers those that run
 * @param models what is to be served
 * @param key what the servers want to be shown as {@code Authorization: Bearer KEY}; null for who
 *     may not ask all models
 */
public record ServerList(
    List<PredictionServer> servers, List<ServedModel> models, @Nullable String key) {
  /**
   * One server.
   *
   * @param url its address, {@code https} if it has TLS
   * @param ready whether it answers requests now
   */
  public record PredictionServer(String url, boolean ready) {}

  /**
   * One model.
   *
   * @param name what servers call it, as {@code PROJECT.MODEL}
   * @param defaultVersion the number of the version that answers who names none
   * @param versions numbers of versions by what requests may call them
   */
  public record ServedModel(
      String name, @Nullable Long defaultVersion, Map<String, Long> versions) {}
}
