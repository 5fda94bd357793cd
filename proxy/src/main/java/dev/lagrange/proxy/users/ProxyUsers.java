package dev.lagrange.proxy.users;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lagrange.proxy.auth.Users;
import dev.lagrange.proxy.tls.Reloaded;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.spelling.Quote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in to a proxy: the user of the cluster's URL, those of a list, and those that a query
 * finds. When the list's file changes it is read again; if that version is bad, the one before
 * stays. Who has logged in goes on in either case. Thread-safe.
 */
public final class ProxyUsers {

  /** One for the process: by another salt clients could tell apart what they may not know of. */
  private static final byte[] DECOYS = new byte[32];

  static {
    new SecureRandom().nextBytes(DECOYS);
  }

  private final Users fixed;
  private final @Nullable Reloaded<Users, IOException> file;
  private final @Nullable AuthQuery query;

  private ProxyUsers(
      Users fixed, @Nullable Reloaded<Users, IOException> file, @Nullable AuthQuery query) {
    this.fixed = fixed;
    this.file = file;
    this.query = query;
  }

  /**
   * The user of the cluster's URL, and those of a list.
   *
   * @param list as {@link Users#parse} reads it
   * @throws IllegalArgumentException if the list is bad, or nobody is left who might log in
   */
  public static ProxyUsers of(Options options, String list) {
    return new ProxyUsers(parse(options, list, null), null, null);
  }

  /**
   * The user of the cluster's URL, those of a file, and those that a query finds. Blocks while the
   * file is read.
   *
   * @param file null for none; in it, the list as {@link Users#parse} reads it
   * @param query null for none
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if the list is bad, does not have the password of who runs the
   *     query, or nobody is left who might log in (SQLSTATE 22023 at the boundary)
   */
  public static ProxyUsers read(Options options, @Nullable Path file, @Nullable AuthQuery query)
      throws IOException {
    if (file == null) {
      return new ProxyUsers(parse(options, "", query), null, query);
    }
    Reloaded<Users, IOException> read =
        new Reloaded<>("Users of " + file, () -> new Version(bytes(file), options, query));
    return new ProxyUsers(read.get(), read, query);
  }

  /** Those that are listed now. Does not block. */
  public Users listed() {
    return file == null ? fixed : file.get();
  }

  /** What finds the others; null if nothing does. */
  public @Nullable AuthQuery query() {
    return query;
  }

  /** Looks at once whether the file has changed. True if another version is in force since. */
  public boolean check() {
    return file != null && file.check();
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + e, e);
    }
  }

  private static Users parse(Options options, String list, @Nullable AuthQuery query) {
    String user = options.passedThrough().get("user");
    String password = options.passedThrough().get("password");
    Users listed = Users.parse(list, DECOYS);
    if (user != null && password != null && !listed.contains(user)) {
      listed = Users.parse(quoted(user) + ' ' + quoted(password) + '\n' + list, DECOYS);
    }
    if (listed.size() == 0 && query == null) {
      throw new IllegalArgumentException(
          "nobody may log in: give 'user' and 'password' in the URL, or a list of users");
    }
    String asks = query == null ? null : query.user();
    if (asks != null && listed.clearPassword(asks) == null) {
      throw new IllegalArgumentException(
          "the list of users does not have the password of "
              + Quote.of(asks)
              + ", who is to run the auth query: write it there as it is, since neither a SCRAM"
              + " verifier nor an md5 hash opens a connection");
    }
    return listed;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  /** The file at one moment. */
  private static final class Version implements Reloaded.Version<Users, IOException> {
    private final byte[] content;
    private final Options options;
    private final @Nullable AuthQuery query;

    private Version(byte[] content, Options options, @Nullable AuthQuery query) {
      this.content = content;
      this.options = options;
      this.query = query;
    }

    @Override
    public List<byte[]> content() {
      return List.of(content);
    }

    @Override
    public Users make() throws IOException {
      String list;
      try {
        list = UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      } catch (CharacterCodingException e) {
        throw new IOException("the list of users is no text in UTF-8: write it as such", e);
      }
      return parse(options, list, query);
    }
  }
}
