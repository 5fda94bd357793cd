package dev.lagrange.routing.sql;

/** Cuts PostgreSQL's SQL into tokens (manual, "Lexical Structure"; {@code scan.l}). */
final class PostgresLexer {

  private final Source source;
  private final Reading reading;

  private PostgresLexer(Source source, Reading reading) {
    this.source = source;
    this.reading = reading;
  }

  static Lexed lex(String sql, Reading reading) {
    Source source = new Source(sql);
    PostgresLexer lexer = new PostgresLexer(source, reading);
    while (source.hasMore()) {
      lexer.next();
    }
    return source.lexed();
  }

  private void next() {
    char c = source.peek(0);
    if (Source.isLetter(c)) {
      word();
    } else if (Source.isSpace(c)) {
      source.skipSpaces();
    } else if (Source.isDigit(c)) {
      number();
    } else {
      mark(c);
    }
  }

  private void mark(char c) {
    char second = source.peek(1);
    if (c == '.' && Source.isDigit(second)) {
      number();
    } else if (c == '-' && second == '-') {
      source.skipLine(true);
    } else if (c == '/' && second == '*') {
      source.skipComment(true);
    } else if (c == '\'') {
      string(source.position(), reading.escapes(), true);
    } else if (c == '"') {
      quotedName();
    } else if (c == '$') {
      dollar();
    } else if (c == '?') {
      source.skip(1);
      source.add(TokenKind.PARAMETER, source.position() - 1);
    } else {
      source.addSymbol();
    }
  }

  private void string(int start, boolean escapes, boolean ambiguity) {
    do {
      if (!source.skipQuoted(escapes, ambiguity)) {
        return;
      }
    } while (continuesOnNextLine());
    if (source.endsWithUnicodeName()) {
      uescape(start);
    } else {
      source.add(TokenKind.STRING, start);
    }
  }

  // 'a' <newline> 'b' is one literal, and the second part follows the rules of the first
  private boolean continuesOnNextLine() {
    int end = source.position();
    boolean newline = false;
    while (Source.isSpace(source.peek(0)) || source.startsWith('-', '-')) {
      if (source.peek(0) == '-') {
        source.skipLine(true);
      } else {
        newline |= source.peek(0) == '\n' || source.peek(0) == '\r';
        source.skip(1);
      }
    }
    if (newline && source.peek(0) == '\'') {
      return true;
    }
    source.moveTo(end);
    return false;
  }

  private void quotedName() {
    int start = source.position();
    if (source.skipQuoted(false, false)) {
      source.addQuotedName(start);
    }
  }

  private void dollar() {
    int start = source.position();
    source.skip(1);
    if (Source.isDigit(source.peek(0))) {
      source.skipDigits();
      source.add(TokenKind.PARAMETER, start);
      return;
    }
    if (Source.isLetter(source.peek(0))) {
      while (Source.isLetter(source.peek(0)) || Source.isDigit(source.peek(0))) {
        source.skip(1);
      }
    }
    if (source.peek(0) != '$') {
      source.moveTo(start);
      source.addSymbol();
      return;
    }
    source.skip(1);
    source.skipPast(source.slice(start));
    if (source.endsWithUnicodeName()) {
      source.fail("has an escape that is not understood");
    }
    source.add(TokenKind.STRING, start);
  }

  // Whatever the number's form, all that matters is where it ends; "1..2" keeps its dots apart.
  private void number() {
    int start = source.position();
    digits();
    if (source.peek(0) == '.' && source.peek(1) != '.') {
      source.skip(1);
      digits();
    }
    char sign = source.peek(1);
    if (source.peek(0) == 'e' || source.peek(0) == 'E') {
      if (Source.isDigit(sign)) {
        source.skip(1);
        digits();
      } else if ((sign == '+' || sign == '-') && Source.isDigit(source.peek(2))) {
        source.skip(2);
        digits();
      }
    }
    source.add(TokenKind.NUMBER, start);
  }

  private void digits() {
    while (Source.isDigit(source.peek(0)) || source.peek(0) == '_') {
      source.skip(1);
    }
  }

  private void word() {
    int start = source.position();
    char first = source.peek(0);
    char second = source.peek(1);
    if (second == '\'' && "eEbBxX".indexOf(first) >= 0) {
      source.skip(1);
      string(start, first == 'e' || first == 'E', false);
      return;
    }
    if (second == '&' && (first == 'u' || first == 'U')) {
      if (source.peek(2) == '\'') {
        source.skip(2);
        string(start, reading.escapes(), true);
        return;
      }
      if (source.peek(2) == '"') {
        unicodeName(start);
        return;
      }
    }
    source.add(TokenKind.WORD, source.readName(), start);
  }

  private void unicodeName(int start) {
    source.skip(2);
    if (source.skipQuoted(false, false)) {
      source.add(TokenKind.QUOTED, spelled(source.slice(start), '\\'), start);
    }
  }

  // U&"…" UESCAPE '!' is one name
  private void uescape(int start) {
    String escape = source.slice(start);
    if (escape.length() != 3) {
      source.fail("has an escape that is not understood");
      return;
    }
    int nameStart = source.startOfUnicodeName();
    String name = source.removeUnicodeName();
    source.add(TokenKind.QUOTED, spelled(name, escape.charAt(1)), nameStart);
  }

  private static String spelled(String name, char escape) {
    String content = name.substring(3, name.length() - 1).replace("\"\"", "\"");
    return UnicodeEscapes.decode(content, escape);
  }
}
