import java.nio.file.Path;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.harness.Neo4jBuilders;

/** Neo4j with Bolt on the port given, in the directory given. */
class Neo4j {
  public static void main(String[] args) throws Exception {
    Neo4jBuilders.newInProcessBuilder(Path.of(args[1]))
        .withDisabledServer()
        .withConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", Integer.parseInt(args[0])))
        .build();
    Thread.currentThread().join();
  }
}
