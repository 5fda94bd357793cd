package dev.lagrange.routing.sql;

/** Cuts the SQL of MySQL and MariaDB into tokens (manual, "Language Structure"). */
final class MysqlLexer {

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
      number();
    } else if (isNamePart(c)) {
      word();
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
    for (int i = 0; i < 6 && Source.isDigit(source.peek(0)); i++) {
      source.skip(1);
    }
    inExecutableComment = true;
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
    while (isNamePart(source.peek(0)) || source.peek(0) == '.') {
      source.skip(1);
    }
    source.addFolded(TokenKind.VARIABLE, start);
  }

  private boolean afterName() {
    return source.last().isName() && source.last().end() == source.position();
  }

  private void number() {
    int start = source.position();
    source.skip(1);
    while (isNamePart(source.peek(0))) {
      source.skip(1);
    }
    source.add(TokenKind.NUMBER, "", start);
  }

  // Names may start with digits; what only digits make up is a number, and may have a fraction.
  private void word() {
    int start = source.position();
    boolean digits = true;
    while (isNamePart(source.peek(0))) {
      digits &= Source.isDigit(source.peek(0));
      source.skip(1);
    }
    if (!digits) {
      source.addWord(start);
      return;
    }
    if (source.peek(0) == '.' && !source.last().isSymbol(".")) {
      source.skip(1);
      while (Source.isDigit(source.peek(0))) {
        source.skip(1);
      }
    }
    source.add(TokenKind.NUMBER, "", start);
  }

  private static boolean isNamePart(char c) {
    return Source.isLetter(c) || Source.isDigit(c) || c == '$';
  }
}
