package dev.lagrange.springboot;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;

/** A client that keeps cookies, whichever instance of an application set them. */
final class Browser {

  private final CookieManager cookies = new CookieManager();
  private final HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();

  HttpResponse<String> get(ApplicationContext instance, String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(instance, path)));
  }

  /** The same, without waiting for the answer. */
  CompletableFuture<HttpResponse<String>> getLater(ApplicationContext instance, String path) {
    HttpRequest request = HttpRequest.newBuilder(uri(instance, path)).build();
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> postLater(ApplicationContext instance, String path) {
    HttpRequest.BodyPublisher nothing = HttpRequest.BodyPublishers.noBody();
    HttpRequest request = HttpRequest.newBuilder(uri(instance, path)).POST(nothing).build();
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(ApplicationContext instance, String path) throws Exception {
    HttpRequest.BodyPublisher nothing = HttpRequest.BodyPublishers.noBody();
    return send(HttpRequest.newBuilder(uri(instance, path)).POST(nothing));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  static URI uri(ApplicationContext instance, String path) {
    int port = ((WebServerApplicationContext) instance).getWebServer().getPort();
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** What it keeps. */
  List<HttpCookie> cookies() {
    return cookies.getCookieStore().getCookies();
  }

  /** Keeps one more. */
  void keep(ApplicationContext instance, HttpCookie cookie) {
    cookie.setPath("/");
    cookie.setVersion(0);
    cookie.setDomain(uri(instance, "/").getHost());
    cookies.getCookieStore().add(uri(instance, "/"), cookie);
  }
}
