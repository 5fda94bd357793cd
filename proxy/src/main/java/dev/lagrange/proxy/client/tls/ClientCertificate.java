package dev.lagrange.proxy.client.tls;

import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * A client's certificate, signed by an authority of ours and valid when the connection began.
 *
 * @param name the common name in it; null if it has none
 */
public record ClientCertificate(@Nullable String name) {

  /** The one that was shown in a handshake, if one was. */
  public static Optional<ClientCertificate> of(SslHandler handler) {
    try {
      Certificate[] chain = handler.engine().getSession().getPeerCertificates();
      if (chain.length > 0 && chain[0] instanceof X509Certificate own) {
        own.checkValidity();
        return Optional.of(new ClientCertificate(commonName(own.getSubjectX500Principal())));
      }
    } catch (SSLPeerUnverifiedException | CertificateException e) {
      // there is none, or it is over
    }
    return Optional.empty();
  }

  /** The first one, as PostgreSQL has it. */
  static @Nullable String commonName(X500Principal subject) {
    try {
      // the last part of the text is the first of the name
      for (Rdn part : new LdapName(subject.getName(X500Principal.RFC2253)).getRdns()) {
        Attribute names = part.toAttributes().get("CN");
        if (names != null) {
          return names.get() instanceof String name && name.indexOf('\0') < 0 ? name : null;
        }
      }
    } catch (NamingException e) {
      return null;
    }
    return null;
  }
}
