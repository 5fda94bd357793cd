package dev.lagrange.springboot;

import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.routing.error.SqlState;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A response of which the container gets to see no byte before the session's token is set: the body
 * is held back, up to the size of the response's buffer, until it is flushed, closed, or complete.
 * From then on everything is passed through. Not thread-safe, as any response.
 */
final class SessionResponse extends HttpServletResponseWrapper {

  private final SessionContext session;
  private final CarriedSession carried;
  private final String before;
  private final HeldBytes bytes = new HeldBytes();
  private final HeldText text = new HeldText();
  private boolean passed;
  private boolean leftToThreads;

  SessionResponse(HttpServletResponse response, SessionContext session, CarriedSession carried)
      throws SQLException {
    super(response);
    this.session = session;
    this.carried = carried;
    this.before = session.token();
  }

  /**
   * Has the client carry what the session has seen, and passes on what was held back. Does nothing
   * the second time.
   *
   * @throws IllegalStateException if what was written may be lost: the response must not tell of it
   */
  void pass() throws IOException {
    if (passed) {
      return;
    }
    passed = true;
    try {
      String token = session.token();
      if (!token.equals(before)) {
        carried.send(token);
      }
    } catch (SQLException e) {
      carried.sendEveryone();
      if (!isForLackOfPosition(e)) {
        discard();
        throw new IllegalStateException("The response is not sent: " + e.getMessage(), e);
      }
    }
    drain();
  }

  /** All is where it should be, only its position is not known: everybody's covers it. */
  private static boolean isForLackOfPosition(SQLException e) {
    return SqlState.NOT_CONNECTED.code().equals(e.getSQLState())
        || SqlState.INVALID_TOKEN.code().equals(e.getSQLState());
  }

  /** From now on other threads may write, to the database and to this response. */
  void leaveToThreads() {
    leftToThreads = true;
    leave();
    try {
      drain();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whoever makes the error page may write to the database, and its body is another one. */
  void leaveToErrorPage() {
    discard();
    leave();
  }

  private void leave() {
    if (!passed) {
      passed = true;
      carried.sendEveryone();
    }
  }

  private void drain() throws IOException {
    if (bytes.held.size() > 0) {
      bytes.held.writeTo(super.getOutputStream());
    }
    if (!text.held.isEmpty()) {
      super.getWriter().append(text.held);
    }
    discard();
  }

  private void discard() {
    bytes.held.reset();
    text.held.setLength(0);
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    bytes.target = super.getOutputStream();
    return bytes;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    text.target = super.getWriter();
    return text.writer;
  }

  @Override
  public void flushBuffer() throws IOException {
    pass();
    super.flushBuffer();
  }

  @Override
  public void resetBuffer() {
    super.resetBuffer();
    discard();
  }

  @Override
  public void reset() {
    super.reset();
    discard();
    passed = false;
    if (leftToThreads) {
      leave();
    }
  }

  @Override
  public void sendError(int status) throws IOException {
    leaveToErrorPage();
    super.sendError(status);
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    leaveToErrorPage();
    super.sendError(status, message);
  }

  @Override
  public void sendRedirect(String location) throws IOException {
    pass();
    super.sendRedirect(location);
  }

  @Override
  public void sendRedirect(String location, int status) throws IOException {
    pass();
    super.sendRedirect(location, status);
  }

  @Override
  public void sendRedirect(String location, boolean clearBuffer) throws IOException {
    pass();
    super.sendRedirect(location, clearBuffer);
  }

  @Override
  public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
    pass();
    super.sendRedirect(location, status, clearBuffer);
  }

  /** Whether so much more can be held back; if not, all goes on from here. */
  private boolean holds(int held, int more) throws IOException {
    if (!passed && held + more > getBufferSize()) {
      pass();
    }
    return !passed;
  }

  /** A body of bytes. */
  private final class HeldBytes extends ServletOutputStream {
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(0);
    private @Nullable ServletOutputStream target;

    private ServletOutputStream target() {
      return Objects.requireNonNull(target);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] some, int start, int length) throws IOException {
      if (holds(held.size(), length)) {
        held.write(some, start, length);
      } else {
        target().write(some, start, length);
      }
    }

    @Override
    public void flush() throws IOException {
      pass();
      target().flush();
    }

    @Override
    public void close() throws IOException {
      pass();
      target().close();
    }

    @Override
    public boolean isReady() {
      return target().isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      target().setWriteListener(listener);
    }
  }

  /** A body of characters. */
  private final class HeldText extends Writer {
    private final StringBuilder held = new StringBuilder(0);
    private final PrintWriter writer = new PrintWriter(this);
    private @Nullable PrintWriter target;

    private PrintWriter target() {
      return Objects.requireNonNull(target);
    }

    @Override
    public void write(char[] some, int start, int length) throws IOException {
      if (holds(held.length(), length)) {
        held.append(some, start, length);
      } else {
        target().write(some, start, length);
      }
    }

    @Override
    public void flush() throws IOException {
      pass();
      target().flush();
    }

    @Override
    public void close() throws IOException {
      pass();
      target().close();
    }
  }
}
