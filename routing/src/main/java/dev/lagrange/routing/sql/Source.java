package dev.lagrange.routing.sql;

import org.jspecify.annotations.Nullable;

/** A text being cut into tokens: what both dialects share. All but {@code moveTo} moves forward. */
final class Source {

  /** Room for tokens at the start: a text of ordinary length has one in three characters. */
  private static final int MOST_EXPECTED = 500;

  /** How many characters beyond the one here may be asked for, wherever that is. */
  private static final int FURTHEST_PEEK = 3;

  private final String text;
  private final char[] chars; // of the text, and NUL behind them
  private final int length;
  private final Tokens tokens;
  private int at;
  private boolean ambiguous;
  private boolean pastFirstComment;
  private @Nullable String consistency;
  private @Nullable String stripped;
  private @Nullable String problem;
  private boolean unterminated;
  private int rescanned;

  Source(String text) {
    this.text = text;
    this.length = text.length();
    this.chars = new char[length + FURTHEST_PEEK + 1];
    text.getChars(0, length, chars, 0);
    this.tokens = new Tokens(Math.min(length / 3 + 1, MOST_EXPECTED));
  }

  boolean hasMore() {
    return problem == null && at < length;
  }

  int position() {
    return at;
  }

  void moveTo(int position) {
    rescanned += Math.max(0, at - position);
    at = Math.min(position, length);
  }

  void skip(int characters) {
    at = Math.min(at + characters, length);
  }

  /** The character that many places ahead, up to three; NUL beyond the end. */
  char peek(int ahead) {
    return chars[at + ahead];
  }

  /** Whether these two characters are here. */
  boolean startsWith(char first, char second) {
    return chars[at] == first && chars[at + 1] == second;
  }

  void skipSpaces() {
    while (isSpace(chars[at])) {
      at++;
    }
  }

  void skipDigits() {
    while (isDigit(chars[at])) {
      at++;
    }
  }

  /** Moves behind the letters, digits and dollar signs here; they come in lower case. */
  String readName() {
    int start = at;
    int end = at;
    long key = 0;
    char all = 0;
    for (char c = Words.namePart(chars[end]); c != '\0'; c = Words.namePart(chars[++end])) {
      key = Words.longer(key, c);
      all |= c;
    }
    at = end;
    boolean hasKey = all < 128;
    return hasKey ? Words.name(chars, start, end, key) : Words.lowerCase(chars, start, end);
  }

  void fail(String reason) {
    problem = reason;
  }

  void failUnterminated(String what) {
    if (problem != null) {
      return;
    }
    unterminated = true;
    fail("has an unterminated " + what);
  }

  void markAmbiguous() {
    ambiguous = true;
  }

  /** Adds a token from {@code start} to here. */
  void add(TokenKind kind, String value, int start) {
    tokens.add(kind, value, start, at);
  }

  /** Adds a token from {@code start} to here whose text does not matter. */
  void add(TokenKind kind, int start) {
    tokens.add(kind, "", start, at);
  }

  /** Whether the token before is that symbol. */
  boolean isBehind(char symbol) {
    int last = tokens.size() - 1;
    return last >= 0 && tokens.isSymbol(last, symbol);
  }

  /** Whether the token before is a name, or may be one, and ends right here. */
  boolean touchesName() {
    int last = tokens.size() - 1;
    return last >= 0 && tokens.isName(last) && tokens.end(last) == at;
  }

  /** Whether the last tokens are {@code U&"…" UESCAPE}. */
  boolean endsWithUnicodeName() {
    int name = tokens.size() - 2;
    return name >= 0
        && tokens.isWord(name + 1, "uescape")
        && tokens.kind(name) == TokenKind.QUOTED
        && chars[tokens.start(name)] != '"';
  }

  int startOfUnicodeName() {
    return tokens.start(tokens.size() - 2);
  }

  /** Takes back those tokens, and answers with the name as it is written. */
  String removeUnicodeName() {
    int name = tokens.size() - 2;
    tokens.removeLast(2);
    return text.substring(tokens.start(name), tokens.end(name));
  }

  /** The text from {@code start}, its ASCII letters in lower case. */
  void addFolded(TokenKind kind, int start) {
    add(kind, Words.lowerCase(chars, start, at), start);
  }

  /** The quoted name from {@code start}, its doubled quotes made single. */
  void addQuotedName(int start) {
    String content = text.substring(start + 1, at - 1);
    char quote = chars[start];
    if (content.indexOf(quote) >= 0) {
      String once = String.valueOf(quote);
      content = content.replace(once + once, once);
    }
    add(TokenKind.QUOTED, content, start);
  }

  /** The symbol here; a character that no SQL has outside quotes is a problem. */
  void addSymbol() {
    char c = peek(0);
    if (c < ' ' || c >= 127) {
      fail("has a control character outside quotes");
      return;
    }
    int start = at++;
    if (c == ':' && (peek(0) == ':' || peek(0) == '=')) {
      c = peek(0) == ':' ? Tokens.CAST : Tokens.ASSIGN;
      at++;
    }
    tokens.addSymbol(c, start, at);
  }

  /**
   * Moves behind what the quote here opens. A doubled quote is a quote; a backslash before a quote
   * makes the text ambiguous if {@code ambiguity}, whichever way it is read.
   */
  boolean skipQuoted(boolean escapes, boolean ambiguity) {
    char quote = chars[at++];
    boolean escaped = false;
    for (; at < length; at++) {
      char c = chars[at];
      ambiguous |= ambiguity && escaped && c == quote;
      if (c == quote && !(escapes && escaped)) {
        if (peek(1) != quote) {
          at++;
          return true;
        }
        at++;
      }
      escaped = c == '\\' && !escaped;
    }
    failUnterminated("string or name");
    return false;
  }

  void skipLine(boolean returnEnds) {
    pastFirstComment = true;
    while (at < length && peek(0) != '\n' && !(returnEnds && peek(0) == '\r')) {
      at++;
    }
  }

  /** Moves behind the block comment here and keeps its hint if it is the first thing of all. */
  void skipComment(boolean nested) {
    int start = at;
    int depth = 0;
    while (at < length) {
      if (startsWith('*', '/')) {
        at += 2;
        depth--;
        if (depth == 0) {
          readHint(start);
          return;
        }
      } else if (startsWith('/', '*') && (nested || depth == 0)) {
        at += 2;
        depth++;
      } else {
        at++;
      }
    }
    failUnterminated("comment");
  }

  private void readHint(int start) {
    if (!pastFirstComment && tokens.size() == 0 && text.startsWith("/*+", start)) {
      Hint hint = Hint.find(text, start, at);
      consistency = hint == null ? null : hint.consistency();
      stripped = hint == null ? null : hint.stripped();
    }
    pastFirstComment = true;
  }

  /** Moves behind the end of {@code delimiter}'s next occurrence. */
  void skipPast(String delimiter) {
    int found = text.indexOf(delimiter, at);
    if (found < 0) {
      failUnterminated("string or name");
      return;
    }
    at = found + delimiter.length();
  }

  /** The text from {@code start} to here. */
  String slice(int start) {
    return text.substring(start, at);
  }

  Lexed lexed() {
    return new Lexed(tokens, consistency, stripped, ambiguous, problem, unterminated, rescanned);
  }

  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Whether a name may start with it; characters beyond ASCII are letters to both servers. */
  static boolean isLetter(char c) {
    return isNamePart(c) && !isDigit(c) && c != '$';
  }

  static boolean isNamePart(char c) {
    return Words.namePart(c) != '\0';
  }
}
