package dev.lagrange.control.yaml;

import dev.lagrange.routing.spelling.Quote;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Makes nodes with lines of bytes, within bounds whatever the bytes are. */
public final class Yaml {

  /** More than any file of ours needs. */
  public static final int MOST_BYTES = 256 * 1024;

  /** Our files are four levels deep; composing recurses into each. */
  private static final int DEEPEST = 10;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setUseMarks(true)
          .setAllowNonScalarKeys(true)
          .setCodePointLimit(MOST_BYTES)
          .setMaxAliasesForCollections(50)
          .build();

  private Yaml() {}

  /**
   * The root; null if there is none, or a problem was added.
   *
   * @param what the bytes are to be, such as {@code a policy}
   */
  public static @Nullable Node parse(byte[] bytes, String what, Problems problems) {
    String text = decode(bytes, problems);
    if (text == null) {
      return null;
    }
    try {
      int tooDeep = firstLineTooDeep(text);
      if (tooDeep > 0) {
        problems.add(tooDeep, "is nested more than " + DEEPEST + " deep: " + what + " is not");
        return null;
      }
      return new Compose(SETTINGS).composeString(text).orElse(null);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Yaml::line).orElse(1);
      problems.add(line, "is not YAML: " + printable(e.getProblem()) + remedy(e));
    } catch (ReaderException e) {
      problems.add(
          lineAt(text, e.getPosition()),
          "has a character that YAML forbids (U+%04X): delete it".formatted(e.getCodePoint()));
    } catch (YamlEngineException e) {
      problems.add(1, "is not YAML: " + printable(e.getMessage()));
    }
    return null;
  }

  /** Where a node begins, from 1. */
  public static int line(Node node) {
    return node.getStartMark().map(Yaml::line).orElse(1);
  }

  private static int line(Mark mark) {
    return mark.getLine() + 1;
  }

  private static @Nullable String decode(byte[] bytes, Problems problems) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      CharBuffer text = decoder.decode(in);
      boolean marked = text.length() > 0 && text.charAt(0) == '\uFEFF';
      return text.subSequence(marked ? 1 : 0, text.length()).toString();
    } catch (CharacterCodingException e) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      problems.add(line, "is not UTF-8: save the file as UTF-8");
      return null;
    }
  }

  private static int firstLineTooDeep(String text) {
    int depth = 0;
    for (Event event : new Parse(SETTINGS).parseString(text)) {
      Event.ID id = event.getEventId();
      if (id == Event.ID.MappingStart || id == Event.ID.SequenceStart) {
        depth++;
      } else if (id == Event.ID.MappingEnd || id == Event.ID.SequenceEnd) {
        depth--;
      }
      if (depth > DEEPEST) {
        return event.getStartMark().map(Yaml::line).orElse(1);
      }
    }
    return 0;
  }

  private static int lineAt(String text, int position) {
    int end = Math.min(Math.max(position, 0), text.length());
    return 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
  }

  private static String printable(@Nullable String problem) {
    String quoted = Quote.of(problem == null ? "unknown" : problem);
    return quoted.substring(1, quoted.length() - 1);
  }

  private static String remedy(MarkedYamlEngineException e) {
    String problem = e.getContext() + " " + e.getProblem();
    if (problem.contains("TAB") || problem.contains("\\t")) {
      return "; indent with spaces";
    }
    // '*' begins an alias
    return problem.contains("alias") ? "; put what begins with * in quotes" : "";
  }
}
