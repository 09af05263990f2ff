package io.manabi.web;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.cors.CorsService;
import java.util.function.Function;

/** Web pages of other origins. */
public final class CrossOrigin {
  private CrossOrigin() {}

  /** A decorator that lets the pages of all origins call a server. */
  public static Function<? super HttpService, CorsService> newDecorator() {
    return CorsService.builderForAnyOrigin()
        .allowRequestMethods(HttpMethod.POST, HttpMethod.GET)
        .allowRequestHeaders("content-type", "authorization")
        .newDecorator();
  }
}
