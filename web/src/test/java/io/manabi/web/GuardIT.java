package io.manabi.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.manabi.core.ManabiException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let through by a server. */
class GuardIT {
  private static final Tokens.Rules RULES = new Tokens.Rules("https://id.test", "manabi", "scope");
  private static final Keys.NewKey SHOP =
      Keys.make("shop", Set.of(Action.PREDICT), Set.of("MNIST"), null);
  private static final Keys.NewKey OLD =
      Keys.make("old", Set.of(Action.PREDICT), Set.of("*"), Instant.parse("2020-01-01T00:00:00Z"));
  private static final AtomicBoolean provides = new AtomicBoolean(true);

  @TempDir private static Path directory;
  private static ECKey signer;
  private static ECKey remoteSigner;
  private static Keys keys;
  private static Tokens tokens;
  private static RunningServer server;
  private static RunningServer remoteServer;

  @BeforeAll
  static void start() throws Exception {
    signer = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    remoteSigner = new ECKeyGenerator(Curve.P_256).keyID("remote").generate();
    keys = Keys.of(Files.writeString(directory.resolve("keys"), SHOP.line() + "\n" + OLD.line()));
    tokens = Tokens.ofFile(publish(signer), RULES, Duration.ofMillis(30));
    server = guarded(keys, tokens);
    Tokens remote = Tokens.ofAddress(URI.create(server.address("/hello/keys")), RULES);
    remoteServer = guarded(keys, remote);
  }

  @AfterAll
  static void stop() {
    remoteServer.close();
    server.close();
    tokens.close();
    keys.close();
  }

  private static Path publish(ECKey key) throws Exception {
    return Files.writeString(
        directory.resolve("jwks.json"), new JWKSet(key.toPublicJWK()).toString());
  }

  private static RunningServer guarded(Authenticator... authenticators) {
    return new RunningServer(
        builder -> {
          new JsonErrors(Limits.DEFAULTS).applyTo(builder);
          builder
              .service(
                  "/hello", (context, request) -> com.linecorp.armeria.common.HttpResponse.of(200))
              .service("/hello/keys", (context, request) -> keySet())
              .service("/v1/models/{model}", RunningServer.ECHO)
              .service(
                  "/grpc/Predict",
                  (context, request) ->
                      com.linecorp.armeria.common.HttpResponse.of(
                          Guard.permits(context, Need.withModel(Action.PREDICT, "census"))
                              ? "served"
                              : Guard.refusal(context, Need.withModel(Action.PREDICT, "census"))))
              .decorator(Guard.newDecorator(List.of(authenticators), GuardIT::need));
        });
  }

  private static com.linecorp.armeria.common.HttpResponse keySet() {
    return provides.get()
        ? com.linecorp.armeria.common.HttpResponse.of(
            HttpStatus.OK, MediaType.JSON, new JWKSet(remoteSigner.toPublicJWK()).toString())
        : com.linecorp.armeria.common.HttpResponse.of(HttpStatus.BAD_GATEWAY);
  }

  private static Optional<Need> need(String method, String path) {
    if (path.startsWith("/hello")) {
      return Optional.empty();
    }
    return Optional.of(
        path.startsWith("/v1/models/")
            ? Need.withModel(
                method.equals("GET") ? Action.READ : Action.PREDICT,
                path.substring("/v1/models/".length()))
            : Need.withSomeModel(Action.PREDICT));
  }

  @Test
  void letsThroughWhatTheKeyPermits() throws Exception {
    assertThat(server.get("/hello").statusCode()).isEqualTo(200);
    assertThat(ask(SHOP.secret(), "MNIST").statusCode()).isEqualTo(200);
    assertThat(
            server
                .send(post("/v1/models/MNIST").header("authorization", "bearer " + SHOP.secret()))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void answers401WithoutAValidKey() throws Exception {
    HttpResponse<String> none = server.send(post("/v1/models/MNIST"));
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.headers().firstValue("www-authenticate")).hasValue("Bearer realm=\"manabi\"");
    assertThat(none.body())
        .isEqualTo(
            "{ \"error\": \"A key is needed; send it in the header 'Authorization: Bearer KEY'.\" }");
    for (String secret : new String[] {OLD.secret(), "mk-unknown", "a.b.c"}) {
      HttpResponse<String> wrong = ask(secret, "MNIST");
      assertThat(wrong.statusCode()).isEqualTo(401);
      assertThat(wrong.headers().firstValue("www-authenticate").orElseThrow())
          .endsWith("error=\"invalid_token\"");
      assertThat(wrong.body())
          .isEqualTo("{ \"error\": \"The key or token is not known, or has expired.\" }");
    }
    HttpResponse<String> basic =
        server.send(post("/v1/models/MNIST").header("Authorization", "Basic YTpi"));
    assertThat(basic.statusCode()).isEqualTo(401);
  }

  @Test
  void answers403ForWhatTheKeyDoesNotPermit() throws Exception {
    HttpResponse<String> other = ask(SHOP.secret(), "census");
    assertThat(other.statusCode()).isEqualTo(403);
    assertThat(other.body())
        .isEqualTo("{ \"error\": \"The key 'shop' may not predict with model 'census'.\" }");

    HttpResponse<String> reading =
        server.send(
            server.request("/v1/models/MNIST").header("Authorization", "Bearer " + SHOP.secret()));
    assertThat(reading.body()).contains("may not read with model 'MNIST'");
    HttpResponse<String> spelledOtherwise =
        server.send(post("/v1/models/c%65nsus").header("Authorization", "Bearer " + SHOP.secret()));
    assertThat(spelledOtherwise.statusCode()).isEqualTo(403);
  }

  @Test
  void answersOverHttp2AlsoAfterALongBody() throws Exception {
    HttpResponse<String> response =
        server.sendOverHttp2(
            server
                .request("/v1/models/MNIST")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[5 << 20])));

    assertThat(response.statusCode()).isEqualTo(401);
  }

  @Test
  void answersClientsOfGrpcInTrailersOnly() throws Exception {
    HttpRequest.Builder request = post("/grpc/Predict").header("Content-Type", "application/grpc");
    HttpResponse<String> none = server.sendOverHttp2(request);
    assertThat(none.statusCode()).isEqualTo(200);
    assertThat(none.headers().firstValue("grpc-status")).hasValue("16");
    assertThat(none.headers().firstValue("grpc-message").orElseThrow()).startsWith("A key is");

    HttpResponse<String> reader =
        server.sendOverHttp2(
            request.header("Authorization", "Bearer " + token(signer, "read", 60)));
    assertThat(reader.headers().firstValue("grpc-status")).hasValue("7");
    assertThat(reader.headers().firstValue("grpc-message"))
        .hasValue("The key 'ann' may not predict.");
  }

  @Test
  void tellsServicesWhatABodyMayAskFor() throws Exception {
    HttpRequest.Builder request = post("/grpc/Predict");

    assertThat(server.send(request.setHeader("Authorization", "Bearer " + SHOP.secret())).body())
        .isEqualTo("The key 'shop' may not predict with model 'census'.");
    String token = token(signer, "predict", 60);
    assertThat(server.send(request.setHeader("Authorization", "Bearer " + token)).body())
        .isEqualTo("served");
  }

  @Test
  void takesTokensThatSayAllTheyMust() throws Exception {
    JWTClaimsSet right = claims("predict:MNIST openid", 60);
    assertThat(ask(signed(signer, right), "MNIST").statusCode()).isEqualTo(200);
    assertThat(ask(signed(signer, right), "census").statusCode()).isEqualTo(403);
    assertThat(
            ask(
                    signed(
                        signer,
                        new JWTClaimsSet.Builder(right).claim("scope", List.of("predict")).build()),
                    "census")
                .statusCode())
        .isEqualTo(200);

    ECKey stranger = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    for (String wrong :
        new String[] {
          signed(stranger, right),
          signed(signer, claims("predict", -120)),
          signed(signer, with(right, "iss", "https://other.test")),
          signed(signer, with(right, "aud", "other")),
          signed(signer, with(right, "exp", null)),
          signed(signer, with(right, "sub", null)),
          new PlainJWT(right).serialize(),
          hmac(right),
        }) {
      assertThat(ask(wrong, "MNIST").statusCode()).isEqualTo(401);
    }
    assertThat(ask(signed(signer, with(right, "scope", null)), "MNIST").statusCode())
        .isEqualTo(403);
  }

  @Test
  void takesTokensOfNewKeysOfTheFile() throws Exception {
    ECKey next = new ECKeyGenerator(Curve.P_256).keyID("two").generate();
    String token = token(next, "predict", 60);
    assertThat(ask(token, "MNIST").statusCode()).isEqualTo(401);
    Files.writeString(
        directory.resolve("jwks.json"),
        new JWKSet(List.of(signer.toPublicJWK(), next.toPublicJWK())).toString());

    await().atMost(RunningServer.LIMIT).until(() -> ask(token, "MNIST").statusCode() == 200);
  }

  @Test
  void fetchesKeysFromAnAddress() throws Exception {
    String token = token(remoteSigner, "predict", 60);
    provides.set(false);
    HttpResponse<String> early = askRemote(token);
    assertThat(early.statusCode()).isEqualTo(503);
    assertThat(early.body()).contains("cannot be fetched");
    provides.set(true);
    assertThat(askRemote(token).statusCode()).isEqualTo(200);
    provides.set(false);
    assertThat(askRemote(token).statusCode()).isEqualTo(200);

    assertThatThrownBy(() -> Tokens.ofAddress(URI.create("http://id.test/keys"), RULES))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("expected one with https");
    Path nothing = Files.writeString(directory.resolve("nothing"), "nothing");
    assertThatThrownBy(() -> Tokens.ofFile(nothing, RULES))
        .hasMessageContaining("has no JSON web key set");
  }

  private static HttpResponse<String> askRemote(String token) throws Exception {
    return remoteServer.send(
        remoteServer
            .request("/v1/models/MNIST")
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString("{}")));
  }

  private static HttpRequest.Builder post(String path) {
    return server.request(path).POST(HttpRequest.BodyPublishers.ofString("{}"));
  }

  private static HttpResponse<String> ask(String secret, String model) throws Exception {
    return server.send(post("/v1/models/" + model).header("Authorization", "Bearer " + secret));
  }

  private static String token(ECKey key, String scope, int seconds) throws Exception {
    return signed(key, claims(scope, seconds));
  }

  private static JWTClaimsSet claims(String scope, int seconds) {
    return new JWTClaimsSet.Builder()
        .issuer(RULES.issuer())
        .audience(RULES.audience())
        .subject("ann")
        .expirationTime(Date.from(Instant.now().plusSeconds(seconds)))
        .claim("scope", scope)
        .build();
  }

  private static JWTClaimsSet with(JWTClaimsSet claims, String name, @Nullable String value) {
    return new JWTClaimsSet.Builder(claims).claim(name, value).build();
  }

  private static String signed(ECKey key, JWTClaimsSet claims) throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
    token.sign(new ECDSASigner(key));
    return token.serialize();
  }

  /** Signed by the public key, taken for a shared secret. */
  private static String hmac(JWTClaimsSet claims) throws Exception {
    SignedJWT token =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), claims);
    token.sign(new MACSigner(signer.toECPublicKey().getEncoded()));
    return token.serialize();
  }
}
