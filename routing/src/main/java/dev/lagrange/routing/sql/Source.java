package dev.lagrange.routing.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A text being cut into tokens: what both dialects share. All but {@code moveTo} moves forward. */
final class Source {

  /** Room for tokens at the start: a text of ordinary length has one in three characters. */
  private static final int MOST_EXPECTED = 500;

  private static final String[] SYMBOLS = new String[128];

  static {
    for (char c = 0; c < SYMBOLS.length; c++) {
      SYMBOLS[c] = String.valueOf(c);
    }
  }

  private final String text;
  private final List<Token> tokens;
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
    this.tokens = new ArrayList<>(Math.min(text.length() / 3 + 1, MOST_EXPECTED));
  }

  boolean hasMore() {
    return problem == null && at < text.length();
  }

  int position() {
    return at;
  }

  void moveTo(int position) {
    rescanned += Math.max(0, at - position);
    at = Math.min(position, text.length());
  }

  void skip(int characters) {
    at = Math.min(at + characters, text.length());
  }

  /** The character that many places ahead; NUL beyond the end. */
  char peek(int ahead) {
    int index = at + ahead;
    return index < text.length() ? text.charAt(index) : '\0';
  }

  /** Moves behind the letters, digits and dollar signs here. */
  void skipName() {
    while (at < text.length() && isNamePart(text.charAt(at))) {
      at++;
    }
  }

  boolean startsWith(String prefix) {
    return text.startsWith(prefix, at);
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

  void add(TokenKind kind, String value, int start) {
    tokens.add(new Token(kind, value, start, at));
  }

  /** The token before; {@link Token#NONE} at the start. */
  Token last() {
    return tokens.isEmpty() ? Token.NONE : tokens.get(tokens.size() - 1);
  }

  void replaceLast(Token token) {
    tokens.set(tokens.size() - 1, token);
  }

  /** Whether the last tokens are {@code U&"…" UESCAPE}. */
  boolean endsWithUnicodeName() {
    if (tokens.size() < 2 || !last().isWord("uescape")) {
      return false;
    }
    Token name = tokens.get(tokens.size() - 2);
    return name.kind() == TokenKind.QUOTED && text.charAt(name.start()) != '"';
  }

  /** Takes back the last tokens, and answers with the first of them. */
  Token removeLast(int count) {
    List<Token> last = tokens.subList(tokens.size() - count, tokens.size());
    Token first = last.get(0);
    last.clear();
    return first;
  }

  void addWord(int start) {
    addFolded(TokenKind.WORD, start);
  }

  /** The text from {@code start}, its ASCII letters in lower case. */
  void addFolded(TokenKind kind, int start) {
    add(kind, Words.lowerCase(text, start, at), start);
  }

  /** The quoted name from {@code start}, its doubled quotes made single. */
  void addQuotedName(int start, String quote) {
    String content = text.substring(start + 1, at - 1);
    add(TokenKind.QUOTED, content.replace(quote + quote, quote), start);
  }

  /** The symbol here; a character that no SQL has outside quotes is a problem. */
  void addSymbol() {
    char c = peek(0);
    if (c < ' ' || c >= 127) {
      fail("has a control character outside quotes");
      return;
    }
    int start = at;
    boolean two = c == ':' && (peek(1) == ':' || peek(1) == '=');
    String symbol = two ? (peek(1) == ':' ? "::" : ":=") : SYMBOLS[c];
    at += symbol.length();
    add(TokenKind.SYMBOL, symbol, start);
  }

  /**
   * Moves behind what the quote here opens. A doubled quote is a quote; a backslash before a quote
   * makes the text ambiguous if {@code ambiguity}, whichever way it is read.
   */
  boolean skipQuoted(boolean escapes, boolean ambiguity) {
    char quote = text.charAt(at++);
    boolean escaped = false;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
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
    while (at < text.length() && peek(0) != '\n' && !(returnEnds && peek(0) == '\r')) {
      at++;
    }
  }

  /** Moves behind the block comment here and keeps its hint if it is the first thing of all. */
  void skipComment(boolean nested) {
    int start = at;
    int depth = 0;
    while (at < text.length()) {
      if (startsWith("*/")) {
        at += 2;
        depth--;
        if (depth == 0) {
          readHint(start);
          return;
        }
      } else if (startsWith("/*") && (nested || depth == 0)) {
        at += 2;
        depth++;
      } else {
        at++;
      }
    }
    failUnterminated("comment");
  }

  private void readHint(int start) {
    if (!pastFirstComment && tokens.isEmpty() && text.startsWith("/*+", start)) {
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

  String slice(int start) {
    return slice(start, at);
  }

  String slice(int start, int end) {
    return text.substring(start, end);
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
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 128;
  }

  static boolean isNamePart(char c) {
    return isLetter(c) || isDigit(c) || c == '$';
  }
}
