package dev.lagrange.springboot;

import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.driver.context.SessionHeader;
import dev.lagrange.springboot.SessionProperties.Carrier;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * What a request carries of its session, and how its response does.
 *
 * <p>A response sets cookies with names of their own, and takes back those that its request came
 * with, whose tokens it covers. So what a request wrote is not overwritten by another that runs
 * beside it: the next one finds the cookies of both.
 */
record CarriedSession(
    String token,
    List<String> cookies,
    HttpServletRequest request,
    HttpServletResponse response,
    SessionProperties properties) {

  private static final String SEPARATOR = ",";

  /** Browsers drop a cookie of more than 4096 bytes, silently; its name and attributes count. */
  private static final int LONGEST = 3500;

  static CarriedSession of(
      HttpServletRequest request, HttpServletResponse response, SessionProperties properties) {
    List<String> tokens = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Cookie[] cookies = request.getCookies();
    if (properties.carrier() != Carrier.HEADER && cookies != null) {
      for (Cookie cookie : cookies) {
        if (isOurs(cookie.getName(), properties.cookieName() + ".")) {
          names.add(cookie.getName());
          tokens.add(cookie.getValue());
        }
      }
    }
    if (properties.carrier() != Carrier.COOKIE) {
      tokens.addAll(Collections.list(request.getHeaders(SessionHeader.NAME)));
    }
    return new CarriedSession(String.join(SEPARATOR, tokens), names, request, response, properties);
  }

  private static boolean isOurs(String name, String prefix) {
    return name.startsWith(prefix)
        && name.chars().skip(prefix.length()).allMatch(HexFormat::isHexDigit);
  }

  /** Sets what the client is to carry from now on. */
  void send(String next) {
    if (properties.carrier() != Carrier.COOKIE) {
      response.setHeader(SessionHeader.NAME, next);
    }
    if (properties.carrier() == Carrier.HEADER) {
      return;
    }
    for (String name : cookies) {
      addCookie(ResponseCookie.from(name).maxAge(Duration.ZERO));
    }
    for (String one : fitting(next).split(SEPARATOR, -1)) {
      addCookie(ResponseCookie.from(properties.cookieName() + "." + number(one), one));
    }
  }

  /** The same, once nobody can tell any more what the session writes. */
  void sendEveryone() {
    send(SessionContext.EVERYONE);
  }

  /**
   * Equal tokens need one cookie only. Everyone means until now: one of a later response must not
   * be taken back with it.
   */
  private static String number(String token) {
    CRC32 sum = new CRC32();
    sum.update(token.getBytes(StandardCharsets.UTF_8));
    boolean lasting = !token.equals(SessionContext.EVERYONE);
    return Long.toHexString(
        lasting ? sum.getValue() : ThreadLocalRandom.current().nextLong(1L << Integer.SIZE));
  }

  private static String fitting(String token) {
    return token.length() > LONGEST ? SessionContext.EVERYONE : token;
  }

  private void addCookie(ResponseCookie.ResponseCookieBuilder cookie) {
    String path = request.getContextPath();
    ResponseCookie built =
        cookie
            .httpOnly(true)
            .sameSite("Lax")
            .secure(request.isSecure())
            .path(path.isEmpty() ? "/" : path)
            .build();
    response.addHeader(HttpHeaders.SET_COOKIE, built.toString());
  }
}
