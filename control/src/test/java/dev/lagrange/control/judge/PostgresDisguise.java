package dev.lagrange.control.judge;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Writes a text in another way that means the same: other spaces, comments, and letters of either
 * case. Each space of the text must stand between two tokens.
 */
final class PostgresDisguise {

  private static final List<String> SPACES =
      List.of(
          "\n",
          "\t",
          "\r\n",
          "  ",
          "/**/",
          " /* ( */ ",
          " -- ' remark\n",
          " /* ; /* \" */ $$ */ ",
          "\f--\n");

  private final Random random;

  PostgresDisguise(Random random) {
    this.random = random;
  }

  String of(String sql) {
    if (random.nextInt(3) > 0) {
      return sql;
    }
    StringBuilder disguised = new StringBuilder(sql.length() * 2);
    for (String token : sql.split(" ", -1)) {
      if (disguised.length() > 0) {
        disguised.append(space());
      }
      disguised.append(word(token));
    }
    return disguised.toString();
  }

  private String space() {
    return random.nextInt(4) > 0 ? " " : SPACES.get(random.nextInt(SPACES.size()));
  }

  // what has quotes anywhere may be a name or a literal, where case matters
  private String word(String token) {
    if (token.indexOf('\'') >= 0 || token.indexOf('"') >= 0 || token.indexOf('$') >= 0) {
      return token;
    }
    return switch (random.nextInt(8)) {
      case 0 -> token.toUpperCase(Locale.ROOT);
      case 1 -> token.toLowerCase(Locale.ROOT);
      default -> token;
    };
  }
}
