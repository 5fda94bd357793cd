package dev.lagrange.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.HostPort;
import io.netty.channel.ChannelException;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that may open no more files. */
final class NoSocketTest {

  /** A channel that finds no socket. */
  public static final class Socketless extends NioSocketChannel {

    /** Fails always. */
    public Socketless() {
      throw new ChannelException("Too many open files");
    }
  }

  @Test
  @Timeout(60)
  void whoeverWaitsForAConnectionIsTold() throws Exception {
    try (Openings openings = new Openings()) {
      Connector connector = Openings.connector("", Duration.ofHours(1));
      Connector none =
          new Connector(
              Socketless.class,
              connector.patience(),
              connector.tls(),
              new HostNames(Runnable::run));

      assertThatThrownBy(() -> openings.open(none, new HostPort("127.0.0.1", 1), "app"))
          .isInstanceOfSatisfying(
              BackendException.class,
              e -> assertThat(e.sqlState()).isEqualTo(SqlState.NOT_CONNECTED.code()))
          .hasMessageContaining("no socket is to be had");
    }
  }
}
