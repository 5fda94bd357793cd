package dev.lagrange.routing.sql;

import java.util.Set;

/** Cuts the SQL of MySQL and MariaDB into tokens (manual, "Language Structure"). */
final class MysqlLexer {

  /**
   * Words that are functions right before a parenthesis only; elsewhere they are names, even of a
   * user's function (manual, "Function Name Parsing and Resolution").
   */
  private static final Set<String> TOUCHING_FUNCTIONS =
      Set.of(
          "adddate",
          "bit_and",
          "bit_or",
          "bit_xor",
          "cast",
          "count",
          "curdate",
          "curtime",
          "date_add",
          "date_sub",
          "extract",
          "group_concat",
          "json_arrayagg",
          "json_duality_object",
          "json_objectagg",
          "max",
          "mid",
          "min",
          "now",
          "position",
          "session_user",
          "st_collect",
          "std",
          "stddev",
          "stddev_pop",
          "stddev_samp",
          "subdate",
          "substr",
          "substring",
          "sum",
          "sysdate",
          "system_user",
          "trim",
          "var_pop",
          "var_samp",
          "variance");

  private final Source source;
  private final Reading reading;
  private boolean inExecutableComment;

  private MysqlLexer(Source source, Reading reading) {
    this.source = source;
    this.reading = reading;
  }

  static Lexed lex(String sql, Reading reading) {
    Source source = new Source(sql);
    MysqlLexer lexer = new MysqlLexer(source, reading);
    while (source.hasMore()) {
      lexer.next();
    }
    if (lexer.inExecutableComment) {
      source.failUnterminated("comment");
    }
    return source.lexed();
  }

  private void next() {
    char c = source.peek(0);
    if (Source.isSpace(c)) {
      source.skip(1);
    } else if (Source.isNamePart(c)) {
      word();
    } else if (c == '#' || isDashComment()) {
      source.skipLine(false);
    } else if (source.startsWith("/*")) {
      comment();
    } else if (inExecutableComment && source.startsWith("*/")) {
      source.skip(2);
      inExecutableComment = false;
    } else if (c == '\'') {
      string();
    } else if (c == '"') {
      doubleQuoted();
    } else if (c == '`') {
      quotedName();
    } else if (c == '@') {
      variable();
    } else if (c == '.' && Source.isDigit(source.peek(1)) && !afterName()) {
      number(source.position());
    } else if (c == '?') {
      source.skip(1);
      source.add(TokenKind.PARAMETER, "", source.position() - 1);
    } else {
      source.addSymbol();
    }
  }

  // "--1" is arithmetic: the comment needs a space, a control character or the end behind it
  private boolean isDashComment() {
    return source.startsWith("--") && (source.peek(2) <= ' ' || source.peek(2) == 127);
  }

  private void comment() {
    boolean executable = source.startsWith("/*!") || source.startsWith("/*M!");
    if (inExecutableComment) {
      source.fail("has a comment within an executable comment");
    } else if (!executable) {
      source.skipComment(false);
    } else {
      source.markAmbiguous();
      executableComment();
    }
  }

  private void executableComment() {
    if (!reading.runsComments()) {
      source.skipComment(true);
      return;
    }
    source.skip(source.peek(2) == '!' ? 3 : 4);
    inExecutableComment = true;
    int digits = 0;
    while (Source.isDigit(source.peek(digits))) {
      digits++;
    }
    if (digits < 5) {
      return; // fewer are no version, but code
    }
    if (digits > 6 || Source.isNamePart(source.peek(digits))) {
      source.fail("has an executable comment whose version may end in two places");
      return;
    }
    source.skip(digits);
  }

  private void string() {
    int start = source.position();
    if (source.skipQuoted(reading.escapes(), true)) {
      source.add(TokenKind.STRING, "", start);
    }
  }

  private void doubleQuoted() {
    int start = source.position();
    if (source.skipQuoted(reading.escapes() && !reading.ansiQuotes(), true)) {
      source.addQuotedName(start, "\"");
    }
  }

  private void quotedName() {
    int start = source.position();
    if (source.skipQuoted(false, false)) {
      source.addQuotedName(start, "`");
    }
  }

  private void variable() {
    int start = source.position();
    source.skip(source.peek(1) == '@' ? 2 : 1);
    while (Source.isNamePart(source.peek(0)) || source.peek(0) == '.') {
      source.skip(1);
    }
    source.addFolded(TokenKind.VARIABLE, start);
  }

  private boolean afterName() {
    return source.last().isName() && source.last().end() == source.position();
  }

  // Names may start with digits; what only digits make up is a number.
  private void word() {
    int start = source.position();
    skipDigits();
    boolean digits = source.position() > start;
    if (digits && source.last().isSymbol(".") && !Source.isNamePart(source.peek(0))) {
      source.add(TokenKind.NUMBER, "", start);
    } else if (digits && !source.last().isSymbol(".") && endsInteger()) {
      number(start);
    } else {
      source.skipName();
      name(start);
    }
  }

  private void name(int start) {
    source.addWord(start);
    Token word = source.last();
    if (source.peek(0) != '(' && TOUCHING_FUNCTIONS.contains(word.text())) {
      source.replaceLast(new Token(TokenKind.QUOTED, word.text(), start, source.position()));
    }
  }

  private boolean endsInteger() {
    return startsExponent() || !Source.isNamePart(source.peek(0));
  }

  // The number ends with its last digit, whatever follows: 1e5for is 1e5 FOR.
  private void number(int start) {
    if (source.peek(0) == '.') {
      source.skip(1);
      skipDigits();
    }
    if (startsExponent()) {
      source.skip(2);
      skipDigits();
    }
    source.add(TokenKind.NUMBER, "", start);
  }

  private boolean startsExponent() {
    boolean e = source.peek(0) == 'e' || source.peek(0) == 'E';
    boolean sign = source.peek(1) == '+' || source.peek(1) == '-';
    return e && Source.isDigit(source.peek(sign ? 2 : 1));
  }

  private void skipDigits() {
    while (Source.isDigit(source.peek(0))) {
      source.skip(1);
    }
  }
}
