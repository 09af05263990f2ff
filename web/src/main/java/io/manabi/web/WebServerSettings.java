package io.manabi.web;

import java.util.List;

/** What a server of any parts needs to know before it starts. */
public final class WebServerSettings extends ServerSettings<WebServerSettings> {
  WebServerSettings() {}

  @Override
  protected WebServerSettings self() {
    return this;
  }

  /**
   * A server of these parts that does not listen yet.
   *
   * @param parts of two that answer a path alike, the earlier one does
   * @throws io.manabi.core.ManabiException if the host is unknown, or anybody could use the server
   *     and that was not asked for
   */
  public WebServer server(ServerPart... parts) {
    return new WebServer(this, List.of(parts));
  }
}
