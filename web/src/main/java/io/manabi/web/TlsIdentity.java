package io.manabi.web;

import com.linecorp.armeria.common.TlsKeyPair;
import io.manabi.core.ManabiException;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read for TLS, as a whole.
 *
 * @param pair the key and certificates of the server
 * @param clientAuthorities who may sign the certificates of clients
 */
record TlsIdentity(@Nullable TlsKeyPair pair, List<X509Certificate> clientAuthorities) {
  /** Before anything was read. */
  static final TlsIdentity NONE = new TlsIdentity(null, List.of());

  TlsKeyPair keyPair() {
    if (pair == null) {
      throw new IllegalStateException("Nothing was read");
    }
    return pair;
  }

  /** What the parts are called where they come from. */
  record Source(String certificate, String key, String authority) {

    /**
     * @throws ManabiException if a part is not what it should be
     */
    TlsIdentity read(byte[] certificates, byte[] privateKey, byte[] authorities) {
      List<X509Certificate> chain = certificates(certificate, certificates);
      PrivateKey own = matching(key(privateKey, certificates), chain.get(0));
      return new TlsIdentity(
          TlsKeyPair.of(own, chain),
          authorities.length == 0 ? List.of() : certificates(authority, authorities));
    }

    private static List<X509Certificate> certificates(String name, byte[] pem) {
      try {
        List<X509Certificate> all =
            CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
        if (all.isEmpty()) {
          throw noCertificate(name, null);
        }
        all.get(0).checkValidity();
        return all;
      } catch (CertificateExpiredException | CertificateNotYetValidException e) {
        throw ManabiException.user(
            "The certificate in " + name + " is not valid now; renew it, or set the clock.", e);
      } catch (CertificateException e) {
        throw noCertificate(name, e);
      }
    }

    private static ManabiException noCertificate(String name, @Nullable Throwable cause) {
      String message =
          name + " holds no certificate; expected PEM text with BEGIN CERTIFICATE in it.";
      return cause == null ? ManabiException.user(message) : ManabiException.user(message, cause);
    }

    private PrivateKey key(byte[] privateKey, byte[] certificates) {
      try {
        return TlsKeyPair.of(
                new ByteArrayInputStream(privateKey), new ByteArrayInputStream(certificates))
            .privateKey();
      } catch (IllegalArgumentException e) {
        // The cause may quote the key.
        throw ManabiException.user(
            key
                + " holds no private key; expected unencrypted PEM text with BEGIN PRIVATE KEY in it,"
                + " as 'openssl pkcs8 -topk8 -nodes' writes.");
      }
    }

    /**
     * The key as one of the JDK's, whatever library read it. One of another certificate would fail
     * each handshake, so it is tried here.
     */
    private PrivateKey matching(PrivateKey read, X509Certificate certificate) {
      String kind = certificate.getPublicKey().getAlgorithm();
      String algorithm =
          switch (kind) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> kind;
          };
      try {
        PrivateKey own =
            KeyFactory.getInstance(kind)
                .generatePrivate(new PKCS8EncodedKeySpec(read.getEncoded()));
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(own);
        signature.update(certificate.getEncoded());
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(certificate.getEncoded());
        if (!signature.verify(signed)) {
          throw new SignatureException("The key does not match");
        }
        return own;
      } catch (GeneralSecurityException e) {
        throw ManabiException.user(
            "The key in " + key + " is not that of the certificate in " + this.certificate + ".",
            e);
      }
    }
  }
}
