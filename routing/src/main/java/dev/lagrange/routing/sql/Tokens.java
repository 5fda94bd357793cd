package dev.lagrange.routing.sql;

import java.util.Arrays;

/**
 * The tokens of a text, in arrays side by side: objects would cost more than all that is asked of
 * them. Whoever fills it adds at the end; later on nothing changes. Not final, so that a test can
 * count the looks.
 */
class Tokens {

  /** The symbol {@code ::}, two characters that are one token. */
  static final char CAST = '\u2237';

  /** The symbol {@code :=}, two characters that are one token. */
  static final char ASSIGN = '\u2254';

  private static final String[] SYMBOLS = new String[128];

  private static final char WORD = TokenKind.WORD.mark();
  private static final char QUOTED = TokenKind.QUOTED.mark();

  static {
    for (char c = 0; c < SYMBOLS.length; c++) {
      SYMBOLS[c] = String.valueOf(c).intern(); // as in the rules, which makes equals fast
    }
  }

  // of a symbol its character, of any other token the mark of its kind
  private char[] marks;
  private String[] texts;
  private long[] places; // where a token starts, and in the lower half where it ends
  private int size;

  /** None yet, with room for some. */
  Tokens(int room) {
    marks = new char[room];
    texts = new String[room];
    places = new long[room];
  }

  /** The same tokens as another's. */
  Tokens(Tokens other) {
    marks = other.marks.clone();
    texts = other.texts.clone();
    places = other.places.clone();
    size = other.size;
  }

  /**
   * Adds a token that is no symbol.
   *
   * @param kind what it is
   * @param text a word in lower case, a quoted name without its quotes, the name of a variable;
   *     empty for all others, whose text may be long and does not matter
   * @param start where it starts in the statement's text
   * @param end where it ends, exclusive
   */
  final void add(TokenKind kind, String text, int start, int end) {
    add(kind.mark(), text, place(start, end));
  }

  /** Adds a symbol: a character of ASCII that can be printed, {@link #CAST} or {@link #ASSIGN}. */
  final void addSymbol(char symbol, int start, int end) {
    String text =
        switch (symbol) {
          case CAST -> "::";
          case ASSIGN -> ":=";
          default -> SYMBOLS[symbol];
        };
    add(symbol, text, place(start, end));
  }

  /** Adds a token of others. */
  final void add(Tokens others, int index) {
    add(others.marks[index], others.texts[index], others.places[index]);
  }

  private static long place(int start, int end) {
    return (long) start << Integer.SIZE | end;
  }

  private void add(char mark, String text, long place) {
    if (size == marks.length) {
      grow();
    }
    marks[size] = mark;
    texts[size] = text;
    places[size] = place;
    size++;
  }

  private void grow() {
    int room = size * 2 + 1;
    marks = Arrays.copyOf(marks, room);
    texts = Arrays.copyOf(texts, room);
    places = Arrays.copyOf(places, room);
  }

  final void removeLast(int count) {
    size -= count;
  }

  final int size() {
    return size;
  }

  /** A symbol's character; of any other token the {@linkplain TokenKind#mark mark} of its kind. */
  char mark(int index) {
    return marks[index];
  }

  /** The text of a token as it was {@linkplain #add added}; of a symbol its characters. */
  String text(int index) {
    return texts[index];
  }

  /** Where a token starts in the statement's text. */
  int start(int index) {
    return (int) (places[index] >>> Integer.SIZE);
  }

  /** Where a token ends in the statement's text, exclusive. */
  int end(int index) {
    return (int) places[index];
  }

  final TokenKind kind(int index) {
    return TokenKind.of(mark(index));
  }

  final boolean isSymbol(int index, char symbol) {
    return mark(index) == symbol;
  }

  final boolean isWord(int index) {
    return mark(index) == WORD;
  }

  final boolean isWord(int index, String word) {
    return isWord(index) && text(index).equals(word);
  }

  /** Whether it is a name, or may be one. */
  final boolean isName(int index) {
    char mark = mark(index);
    return mark == WORD || mark == QUOTED;
  }

  final boolean hasSymbol(char symbol) {
    for (int i = 0; i < size; i++) {
      if (isSymbol(i, symbol)) {
        return true;
      }
    }
    return false;
  }

  /** Whether each parenthesis has its other one. */
  final boolean isBalanced() {
    int depth = 0;
    for (int i = 0; i < size; i++) {
      depth += isSymbol(i, '(') ? 1 : isSymbol(i, ')') ? -1 : 0;
      if (depth < 0) {
        return false;
      }
    }
    return depth == 0;
  }

  /** A hash of the tokens without what literals say. */
  final long fingerprint() {
    long hash = 1;
    for (int i = 0; i < size; i++) {
      hash = hash * 31 * 31 + (31L * kind(i).hash() + text(i).hashCode());
    }
    return hash;
  }
}
