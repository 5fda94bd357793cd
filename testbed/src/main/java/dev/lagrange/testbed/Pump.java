package dev.lagrange.testbed;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a relayed connection: reads on the thread that runs it; once there is a delay, a
 * second thread writes.
 */
final class Pump implements Runnable {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int QUEUED_CHUNKS = 1024;
  private static final byte[] END = new byte[0];

  /** Bytes and when they are to arrive; no bytes mean the end of the stream. */
  private record Chunk(ByteBuffer bytes, long dueNanos) {}

  private final RelayedConnection connection;
  private final Link link;
  private final Link.Direction direction;
  private final Socket from;
  private final Socket to;
  private final String name;
  private @Nullable BlockingQueue<Chunk> delayed;

  Pump(
      RelayedConnection connection,
      Link link,
      Link.Direction direction,
      Socket from,
      Socket to,
      String name) {
    this.connection = connection;
    this.link = link;
    this.direction = direction;
    this.from = from;
    this.to = to;
    this.name = name;
  }

  @Override
  public void run() {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int length = from.getInputStream().read(buffer);
          length >= 0;
          length = from.getInputStream().read(buffer)) {
        forward(buffer, length);
      }
      forward(END, 0);
    } catch (IOException e) {
      connection.broken();
    } catch (InterruptedException e) {
      connection.drop();
    }
  }

  private void forward(byte[] buffer, int length) throws IOException, InterruptedException {
    long delayNanos = link.delayNanos();
    if (delayNanos == 0 && delayed == null) {
      write(buffer, length);
      return;
    }
    if (delayed == null) {
      delayed = new LinkedBlockingQueue<>(QUEUED_CHUNKS);
      BlockingQueue<Chunk> queue = delayed;
      connection.startThread(() -> writeDelayed(queue), name + " delayed");
    }
    delayed.put(
        new Chunk(ByteBuffer.wrap(Arrays.copyOf(buffer, length)), System.nanoTime() + delayNanos));
  }

  private void writeDelayed(BlockingQueue<Chunk> queue) {
    try {
      for (Chunk chunk = queue.take(); ; chunk = queue.take()) {
        TimeUnit.NANOSECONDS.sleep(chunk.dueNanos() - System.nanoTime());
        write(chunk.bytes().array(), chunk.bytes().limit());
        if (!chunk.bytes().hasRemaining()) {
          return;
        }
      }
    } catch (IOException e) {
      connection.broken();
    } catch (InterruptedException e) {
      connection.drop();
    }
  }

  private void write(byte[] bytes, int length) throws IOException, InterruptedException {
    link.awaitOpen(connection, direction);
    if (length == 0) {
      to.shutdownOutput();
      connection.ended();
      return;
    }
    OutputStream out = to.getOutputStream();
    out.write(bytes, 0, length);
  }
}
