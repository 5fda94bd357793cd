package dev.lagrange.routing.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenKeyTest {

  @Test
  void signsWithHmacSha256CutToHalf() {
    // printf 'lg1.' | openssl dgst -sha256 -hmac 0123456789abcdef: its first 16 bytes in base64url
    assertThat(TokenKey.of("0123456789abcdef").sign("lg1.")).isEqualTo("LngmwE-m_qrn9iK4D2FyDg");
  }

  @Test
  void signsTheSameTwice() {
    TokenKey key = TokenKey.of("0123456789abcdef");
    assertThat(key.sign("one")).isEqualTo(key.sign("one")).isNotEqualTo(key.sign("two"));
  }

  @Test
  void doesNotShowTheSecret() {
    assertThat(TokenKey.of("0123456789abcdef").toString()).doesNotContain("0123");
    assertThatThrownBy(() -> TokenKey.of("short secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The key for session tokens has 12 characters; use at least 16 random ones");
  }
}
