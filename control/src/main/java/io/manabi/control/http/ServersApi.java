package io.manabi.control.http;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.manabi.control.messages.ServerList;
import io.manabi.control.models.DeployedModel;
import io.manabi.control.servers.PredictionServers;
import io.manabi.web.Action;
import io.manabi.web.Guard;
import io.manabi.web.Need;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where the prediction servers are and what they serve, so that another gateway can ask them:
 * {@code GET /v1/servers}, for who may see all models, with the key of the servers for who may also
 * ask all models.
 */
public final class ServersApi implements HttpService {
  /** Where it is to be put. */
  public static final String PATH = "/v1/servers";

  /** What it needs of who asks. */
  public static final Guard.Needs NEEDS =
      (method, path) -> Optional.of(Need.withServer(Action.READ));

  private static final Duration ANSWER_TIME = Duration.ofSeconds(1);

  private final PredictionServers servers;

  /** Tells of these servers. */
  public ServersApi(PredictionServers servers) {
    this.servers = servers;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    List<CompletableFuture<ServerList.PredictionServer>> asked =
        servers.addresses().stream().map(ServersApi::ask).toList();
    List<ServerList.ServedModel> models = servers.wanted().stream().map(ServersApi::model).toList();
    @Nullable String key =
        Guard.permits(context, Need.withServer(Action.PREDICT)) ? servers.key() : null;
    return HttpResponse.of(
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
            .thenApply(
                done ->
                    answer(
                        new ServerList(
                            asked.stream().map(CompletableFuture::join).toList(), models, key))));
  }

  private static HttpResponse answer(ServerList list) {
    return HttpResponse.of(
        HttpStatus.OK, MediaType.JSON_UTF_8, HttpData.wrap(JsonBodies.write(list)));
  }

  /** Whether a server is ready, which it must say soon. */
  private static CompletableFuture<ServerList.PredictionServer> ask(String address) {
    String url = "http://" + address;
    return WebClient.builder(url)
        .responseTimeout(ANSWER_TIME)
        .build()
        .get("/healthz")
        .aggregate()
        .handle(
            (answer, failure) ->
                new ServerList.PredictionServer(
                    url, failure == null && answer.status().equals(HttpStatus.OK)));
  }

  private static ServerList.ServedModel model(DeployedModel model) {
    Long defaultVersion =
        model.defaultVersion().isPresent() ? model.defaultVersion().getAsLong() : null;
    return new ServerList.ServedModel(model.servedName(), defaultVersion, model.names());
  }
}
