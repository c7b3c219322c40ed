import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A server of MongoDB's wire protocol on the port given, by TLS where a PKCS #12 file is given. */
class Mongo {
  public static void main(String[] args) throws Exception {
    MongoServer server = new MongoServer(new MemoryBackend());
    if (args.length > 2) {
      char[] password = "secret".toCharArray();
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (FileInputStream file = new FileInputStream(args[2])) {
        store.load(file, password);
      }
      String alias = store.aliases().nextElement();
      PrivateKey key = (PrivateKey) store.getKey(alias, password);
      server.enableSsl(key, null, (X509Certificate) store.getCertificate(alias));
    }
    server.bind("127.0.0.1", Integer.parseInt(args[0]));
    Thread.currentThread().join();
  }
}
