package dev.lagrange.routing.sql;

import java.util.HashSet;
import java.util.Set;

/** Cuts the SQL of MySQL and MariaDB into tokens (manual, "Language Structure"). */
final class MysqlLexer {

  /**
   * Words that are functions right before a parenthesis only; elsewhere they are names, even of a
   * user's function (manual, "Function Name Parsing and Resolution").
   */
  private static final Set<String> TOUCHING_FUNCTIONS =
      new HashSet<>(
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
              "variance"));

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
    if (Source.isNamePart(c)) {
      word();
    } else if (Source.isSpace(c)) {
      source.skipSpaces();
    } else {
      mark(c);
    }
  }

  private void mark(char c) {
    char second = source.peek(1);
    if (c == '#' || (c == '-' && isDashComment())) {
      source.skipLine(false);
    } else if (c == '/' && second == '*') {
      comment();
    } else if (inExecutableComment && c == '*' && second == '/') {
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
    } else if (c == '.' && Source.isDigit(second) && !source.touchesName()) {
      number(source.position());
    } else if (c == '?') {
      source.skip(1);
      source.add(TokenKind.PARAMETER, source.position() - 1);
    } else {
      source.addSymbol();
    }
  }

  // "--1" is arithmetic: the comment needs a space, a control character or the end behind it
  private boolean isDashComment() {
    return source.startsWith('-', '-') && (source.peek(2) <= ' ' || source.peek(2) == 127);
  }

  private void comment() {
    boolean executable = source.peek(2) == '!' || (source.peek(2) == 'M' && source.peek(3) == '!');
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
      source.add(TokenKind.STRING, start);
    }
  }

  private void doubleQuoted() {
    int start = source.position();
    if (source.skipQuoted(reading.escapes() && !reading.ansiQuotes(), true)) {
      source.addQuotedName(start);
    }
  }

  private void quotedName() {
    int start = source.position();
    if (source.skipQuoted(false, false)) {
      source.addQuotedName(start);
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

  // Names may start with digits; what only digits make up is a number.
  private void word() {
    int start = source.position();
    if (!Source.isDigit(source.peek(0))) {
      name(start);
      return;
    }
    source.skipDigits();
    boolean behindDot = source.isBehind('.');
    if (behindDot && !Source.isNamePart(source.peek(0))) {
      source.add(TokenKind.NUMBER, start);
    } else if (!behindDot && endsInteger()) {
      number(start);
    } else {
      source.moveTo(start);
      name(start);
    }
  }

  private void name(int start) {
    String name = source.readName();
    boolean quoted = source.peek(0) != '(' && TOUCHING_FUNCTIONS.contains(name);
    source.add(quoted ? TokenKind.QUOTED : TokenKind.WORD, name, start);
  }

  private boolean endsInteger() {
    return startsExponent() || !Source.isNamePart(source.peek(0));
  }

  // The number ends with its last digit, whatever follows: 1e5for is 1e5 FOR.
  private void number(int start) {
    if (source.peek(0) == '.') {
      source.skip(1);
      source.skipDigits();
    }
    if (startsExponent()) {
      source.skip(2);
      source.skipDigits();
    }
    source.add(TokenKind.NUMBER, start);
  }

  private boolean startsExponent() {
    boolean e = source.peek(0) == 'e' || source.peek(0) == 'E';
    boolean sign = source.peek(1) == '+' || source.peek(1) == '-';
    return e && Source.isDigit(source.peek(sign ? 2 : 1));
  }
}
