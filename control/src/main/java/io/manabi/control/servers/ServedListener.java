package io.manabi.control.servers;

import io.manabi.control.models.DeployedModel;
import java.util.List;

/** Hears of prediction servers, such as to ask them. It must not block. */
public interface ServedListener {
  /**
   * Those that run, which need not answer yet.
   *
   * @param addresses host:port
   * @param key what they want to be shown as {@code Authorization: Bearer KEY}
   */
  void servers(List<String> addresses, String key);

  /** What is to be served from now on; told before any server hears of it. */
  void models(List<DeployedModel> models);
}
