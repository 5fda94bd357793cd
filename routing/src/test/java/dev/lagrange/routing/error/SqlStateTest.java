package dev.lagrange.routing.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlStateTest {

  @Test
  void everyCodeHasFiveCharactersAndIsUsedOnce() {
    assertThat(SqlState.values())
        .extracting(SqlState::code)
        .allSatisfy(code -> assertThat(code).matches("[0-9A-Z]{5}"))
        .doesNotHaveDuplicates();
  }

  @Test
  void everyMeaningIsASentence() {
    assertThat(SqlState.values())
        .extracting(SqlState::meaning)
        .allSatisfy(meaning -> assertThat(meaning).matches("[A-Z].*\\."));
  }

  @Test
  void statesThatNoStandardDefinesAreOfTheClassLeftToImplementations() {
    assertThat(SqlState.NOT_FRESH_ENOUGH.code()).isEqualTo("LG001");
    assertThat(SqlState.HISTORY_LOST.code()).isEqualTo("LG002");
    assertThat(SqlState.INVALID_TOKEN.code()).isEqualTo("LG003");
    assertThat(SqlState.NO_QUORUM.code()).isEqualTo("LG004");
  }
}
