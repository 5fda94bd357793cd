package dev.lagrange.routing.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterUrlTest {

  @Test
  void everyPartIsRead() {
    ClusterUrl url =
        ClusterUrl.parse("jdbc:lagrange:postgresql://A:5431,b,[::1]:5433/app?x=y&z=%20&flag&p=a+b");

    assertThat(url.vendor()).isEqualTo("postgresql");
    assertThat(url.hosts())
        .containsExactly(
            new HostPort("a", 5431), new HostPort("b", 5432), new HostPort("::1", 5433));
    assertThat(url.database()).isEqualTo("app");
    assertThat(url.properties())
        .containsExactly(
            Map.entry("x", "y"), Map.entry("z", " "), Map.entry("flag", ""), Map.entry("p", "a+b"));
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://a, postgresql://a:5432/",
    "postgresql://a/, postgresql://a:5432/",
    "postgresql://a?x=y, postgresql://a:5432/",
    "mysql://a/app, mysql://a:3306/app",
    "mariadb://a/app, mariadb://a:3306/app",
    "oracle://a:1521/app, oracle://a:1521/app",
    "postgresql://10.0.0.7/app, postgresql://10.0.0.7:5432/app",
    "'postgresql://[fe80::1%eth0],[::1]/app', 'postgresql://[fe80::1%eth0]:5432,[::1]:5432/app'",
    "postgresql://dätenbank_1.example/%C3%A4%2Fb%20c, postgresql://dätenbank_1.example:5432/%C3%A4%2Fb%20c"
  })
  void urlIsPrintedWithItsPortsAndWithoutItsProperties(String given, String printed) {
    ClusterUrl url = ClusterUrl.parse("jdbc:lagrange:" + given);

    assertThat(url).hasToString("jdbc:lagrange:" + printed);
    assertThat(ClusterUrl.parse(url.toString()).hosts()).isEqualTo(url.hosts());
  }

  @Test
  void onlyItsOwnPrefixIsAccepted() {
    assertThat(ClusterUrl.accepts("jdbc:lagrange:anything")).isTrue();
    assertThat(ClusterUrl.accepts("jdbc:postgresql://a/app")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "jdbc:postgresql://a/app form",
        "jdbc:lagrange: form",
        "jdbc:lagrange:postgresql:app form",
        "jdbc:lagrange:postgresql:/a/app form",
        "jdbc:lagrange:PostgreSQL://a/app form",
        "jdbc:lagrange:postgresql:///app 'names no host'",
        "jdbc:lagrange:postgresql://?x=y 'names no host'",
        "jdbc:lagrange:postgresql://a,,b/app 'Host 2'",
        "jdbc:lagrange:postgresql://a,/app 'Host 2'",
        "jdbc:lagrange:postgresql://::1/app 'in brackets'",
        "jdbc:lagrange:postgresql://[::1/app 'in brackets'",
        "jdbc:lagrange:postgresql://[a]/app 'in brackets'",
        "jdbc:lagrange:postgresql://a;b/app 'Host 1'",
        "jdbc:lagrange:postgresql://a:/app 'port of host 1'",
        "jdbc:lagrange:postgresql://a:0/app 'port of host 1'",
        "jdbc:lagrange:postgresql://a,b:65536/app 'port of host 2'",
        "jdbc:lagrange:postgresql://a:99999999999/app 'port of host 1'",
        "jdbc:lagrange:postgresql://a:-1/app 'port of host 1'",
        "jdbc:lagrange:postgresql://a,A:5432/app 'twice'",
        "jdbc:lagrange:postgres://a/app 'did you mean ''postgresql'''",
        "jdbc:lagrange:postgresql://a/b/c '%2F'",
        "jdbc:lagrange:postgresql://a/app?x=1&x=2 'property ''x'' twice'",
        "jdbc:lagrange:postgresql://a/app?x=1&%78=2 'property ''x'' twice'",
        "jdbc:lagrange:postgresql://a/app?=1 'Property 1'",
        "jdbc:lagrange:postgresql://a/app?x=%2 'property ''x'''",
        "jdbc:lagrange:postgresql://a/app?x=%zz 'property ''x'''",
        "jdbc:lagrange:postgresql://a/app?x=%00 'property ''x'''",
        "jdbc:lagrange:postgresql://a/app?x=%ff 'not UTF-8'",
        "jdbc:lagrange:postgresql://a/%ff 'database of the URL'"
      })
  void whatIsWrongIsNamed(String url, String expected) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusterUrl.parse(url))
        .withMessageContaining(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:lagrange:postgresql://app:hunter2@a/app",
        "jdbc:lagrange:postgresql://app:hunter2?@a/app",
        "jdbc:lagrange:postgresql://app:hunter2/@a/app",
        "jdbc:lagrange:postgresql:app?password=hunter2",
        "jdbc:lagrange:postgresql://?password=hunter2",
        "jdbc:lagrange:postgresql://a/app?password=hunter2%",
        "jdbc:lagrange:postgresql://a/app?password=hunter2&password=hunter2"
      })
  void messageNeverShowsAPassword(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusterUrl.parse(url))
        .satisfies(refused -> assertThat(refused).message().doesNotContain("hunter2"));
  }

  @Test
  void printedUrlShowsNoPassword() {
    assertThat(ClusterUrl.parse("jdbc:lagrange:postgresql://a/app?password=hunter2").toString())
        .doesNotContain("hunter2");
  }

  @Test
  void hostsAreNeeded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClusterUrl("mysql", List.of(), "", Map.of()))
        .withMessageContaining("jdbc:lagrange:postgresql://a:5432,b:5432/app");
  }

  @Property
  void anyTextIsReadOrRefused(
      @ForAll
          @Chars({':', '/', '?', '&', '=', '%', '[', ']', ',', '@'})
          @CharRange(from = '0', to = 'f')
          String rest) {
    assertThatCode(
            () -> {
              try {
                ClusterUrl.parse("jdbc:lagrange:postgresql://" + rest);
              } catch (IllegalArgumentException refused) {
                assertThat(refused).message().isNotBlank();
              }
            })
        .doesNotThrowAnyException();
  }
}
