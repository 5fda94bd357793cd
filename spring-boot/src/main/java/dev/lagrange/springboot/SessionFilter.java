package dev.lagrange.springboot;

import dev.lagrange.driver.context.SessionContext;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;

/**
 * Makes a {@link SessionContext} of each request: it begins with the token that the request
 * carries, and the response carries on what the request wrote and read, before it is committed.
 *
 * <ul>
 *   <li>What the request's own thread does counts, until the response is committed: what is written
 *       after that cannot be carried any more. The response is held back for as long as it fits
 *       into its buffer, and nobody flushes it.
 *   <li>Once a request is asynchronous, or has failed and an error page is made for it, others go
 *       on with it: its response carries {@link SessionContext#EVERYONE}, and the next request sees
 *       all that was acknowledged anywhere before it. What these threads read is read as outside of
 *       any context.
 *   <li>Other threads that a request starts, and waits for, are not in its session, unless they are
 *       handed its token and it joins theirs.
 *   <li>A token that is no good does not fail the request, see {@link SessionContext#ofClient}.
 *   <li>If a failover may have lost what the request wrote (LG002), or its queued writes are not
 *       answered (57014), the response fails instead of being sent.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class SessionFilter extends HttpFilter {

  private final transient SessionProperties properties;

  /** A filter that carries tokens by what the properties say. */
  public SessionFilter(SessionProperties properties) {
    this.properties = properties;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    CarriedSession carried = CarriedSession.of(request, response, properties);
    try (SessionContext session = SessionContext.ofClient(carried.token())) {
      SessionResponse held = new SessionResponse(response, session, carried);
      boolean succeeded = false;
      try {
        chain.doFilter(new SessionRequest(request, held), held);
        held.pass();
        succeeded = true;
      } finally {
        if (!succeeded) {
          held.leaveToErrorPage();
        }
      }
    } catch (SQLException e) {
      throw new ServletException(e);
    }
  }

  /** Tells the response when others go on with the request, before they do. */
  private static final class SessionRequest extends HttpServletRequestWrapper {
    private final SessionResponse response;

    SessionRequest(HttpServletRequest request, SessionResponse response) {
      super(request);
      this.response = response;
    }

    @Override
    public AsyncContext startAsync() {
      response.leaveToThreads();
      return super.startAsync();
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse answer) {
      response.leaveToThreads();
      return super.startAsync(request, answer);
    }
  }
}
