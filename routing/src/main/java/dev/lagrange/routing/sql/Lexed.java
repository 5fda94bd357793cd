package dev.lagrange.routing.sql;

import org.jspecify.annotations.Nullable;

/**
 * A text as tokens, without comments.
 *
 * @param tokens the tokens, up to the problem if there is one
 * @param consistency the text within {@code consistency(…)} of a hint at the head
 * @param stripped the text with blanks in place of that hint
 * @param ambiguous whether another {@link Reading} may give other tokens
 * @param problem why the text cannot be read to its end
 * @param unterminated whether that is because it ends within a string, a name or a comment
 * @param rescanned how many characters were read twice; all others were read once
 */
record Lexed(
    Tokens tokens,
    @Nullable String consistency,
    @Nullable String stripped,
    boolean ambiguous,
    @Nullable String problem,
    boolean unterminated,
    int rescanned) {

  /**
   * Whether no server that reads the text this way runs any of it: it breaks within its first
   * statement, or is one of unbalanced parentheses.
   */
  boolean cannotRun() {
    return (unterminated || !tokens.isBalanced()) && !tokens.hasSymbol(';');
  }
}
