package dev.lagrange.proxy.hostile;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Listens for buffers that are collected as garbage before they were released. */
public final class Leaks implements AutoCloseable {

  private final List<String> reported = new CopyOnWriteArrayList<>();
  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
  private final Logger logger =
      (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class.getName());

  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          reported.add(event.getFormattedMessage());
        }
      };

  /** From now on every buffer is followed. */
  public Leaks() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    logger.setLevel(Level.ERROR);
    appender.start();
    logger.addAppender(appender);
  }

  /** What was reported so far, of all that is garbage by now. */
  public List<String> reported() {
    for (int i = 0; i < 5; i++) {
      System.gc();
      // leaks are looked for when a buffer is made
      for (int made = 0; made < 200; made++) {
        PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
      }
    }
    return reported;
  }

  /** Loses one, so that it is known that it would be noticed. */
  @SuppressWarnings("CheckReturnValue")
  static void lose() {
    ByteBuf lost = PooledByteBufAllocator.DEFAULT.directBuffer(16);
    lost.writeInt(1);
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    ResourceLeakDetector.setLevel(before);
  }
}
