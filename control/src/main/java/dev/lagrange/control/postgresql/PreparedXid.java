package dev.lagrange.control.postgresql;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * The name of a distributed transaction's branch, as it is read back from the server. Written as
 * pgjdbc writes it, so that either can finish what the other has prepared: the format, the global
 * part and the branch's, the two in Base64, with underscores between. At most 188 bytes, of the 199
 * that the server takes.
 */
final class PreparedXid implements Xid {

  private static final String SEPARATOR = "_";

  private final int format;
  private final byte[] global;
  private final byte[] branch;

  private PreparedXid(int format, byte[] global, byte[] branch) {
    this.format = format;
    this.global = global;
    this.branch = branch;
  }

  /** The server's name of a branch. */
  static String encode(Xid xid) {
    Base64.Encoder base64 = Base64.getEncoder();
    return String.join(
        SEPARATOR,
        Integer.toString(xid.getFormatId()),
        base64.encodeToString(xid.getGlobalTransactionId()),
        base64.encodeToString(xid.getBranchQualifier()));
  }

  /** What a name stands for; empty if somebody else has made it. */
  static Optional<Xid> parse(String name) {
    String[] parts = name.split(SEPARATOR, -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      Base64.Decoder base64 = Base64.getDecoder();
      byte[] global = base64.decode(parts[1]);
      byte[] branch = base64.decode(parts[2]);
      boolean fits = global.length <= MAXGTRIDSIZE && branch.length <= MAXBQUALSIZE;
      Xid xid = new PreparedXid(Integer.parseInt(parts[0]), global, branch);
      return fits && encode(xid).equals(name) ? Optional.of(xid) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public int getFormatId() {
    return format;
  }

  @Override
  public byte[] getGlobalTransactionId() {
    return global.clone();
  }

  @Override
  public byte[] getBranchQualifier() {
    return branch.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Xid xid
        && format == xid.getFormatId()
        && Arrays.equals(global, xid.getGlobalTransactionId())
        && Arrays.equals(branch, xid.getBranchQualifier());
  }

  @Override
  public int hashCode() {
    return 31 * (31 * format + Arrays.hashCode(global)) + Arrays.hashCode(branch);
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return format + ":" + hex.formatHex(global) + ":" + hex.formatHex(branch);
  }
}
