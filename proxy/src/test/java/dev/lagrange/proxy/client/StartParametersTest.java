package dev.lagrange.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients say when they start. */
final class StartParametersTest {

  private static StartParameters with(String name, String value) {
    return StartParameters.of(Map.of("user", "app", name, value));
  }

  @ParameterizedTest
  @CsvSource({
    "client_encoding, SJIS",
    "client_encoding, shift-jis-2004",
    "options, -c client_encoding=SJIS",
    "options, -cclient_encoding=Big5",
    "options, --client-encoding=gb18030"
  })
  void encodingInWhichBytesMayMeanTwoThingsIsRefused(String name, String value) {
    assertThatThrownBy(() -> with(name, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("client_encoding '")
        .hasMessageEndingWith("use UTF8");
  }

  @ParameterizedTest
  @CsvSource({"client_encoding, latin1", "options, -c client_encoding=EUC_JP -c work_mem=3MB"})
  void othersGoToTheServers(String name, String value) {
    assertThat(with(name, value).forServers("app")).containsEntry(name, value);
  }
}
