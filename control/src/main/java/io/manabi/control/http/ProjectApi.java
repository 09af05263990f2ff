package io.manabi.control.http;

import com.linecorp.armeria.common.HttpMethod;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.Config;
import io.manabi.control.messages.ErrorStatus;
import io.manabi.control.messages.Location;
import java.util.List;

/**
 * What projects are told of the server: {@code projects.getConfig}, and {@code projects.locations},
 * of which there is one; and which methods of Cloud ML Engine have no meaning here.
 */
public final class ProjectApi {
  private static final String LOCATION = "local";

  /** The methods. */
  public ProjectApi() {}

  /** Has them answered. */
  public void addTo(Api api) {
    api.on(HttpMethod.GET, "{project}:getConfig", this::config)
        .on(HttpMethod.GET, "{project}/locations", this::locations, "pageSize", "pageToken")
        .on(HttpMethod.GET, "{project}/locations/{location}", this::location);
    for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE)) {
      for (String path :
          List.of(
              "{project}/locations/{location}/studies",
              "{project}/locations/{location}/studies/**")) {
        api.missing(method, path, "This server has no studies.");
      }
    }
    for (String name :
        List.of(
            "{project}",
            "{project}/models/{model}",
            "{project}/models/{model}/versions/{version}")) {
      api.missing(
              HttpMethod.POST,
              name + ":explain",
              "This server does not explain predictions; ask for the prediction itself.")
          .missing(
              HttpMethod.POST,
              name + ":predict",
              "No prediction servers run behind this address; ask one of them.");
    }
  }

  private Config config(ApiRequest request) {
    return new Config(System.getProperty("user.name"));
  }

  private Location.Page locations(ApiRequest request) {
    return new Location.Page(List.of(here(request)));
  }

  private Location location(ApiRequest request) {
    String name = request.variable("location");
    if (!name.equals(LOCATION)) {
      throw new ApiFailure(
          ErrorStatus.NOT_FOUND,
          "There is no location " + name + "; the only one is " + LOCATION + ".");
    }
    return here(request);
  }

  private static Location here(ApiRequest request) {
    return new Location(
        "projects/" + request.variable("project") + "/locations/" + LOCATION,
        List.of(new Location.Capability("TRAINING"), new Location.Capability("ONLINE_PREDICTION")));
  }
}
