import java.nio.file.*;
import java.util.Properties;
import org.apache.kafka.common.Uuid;

/** A Kafka broker that is its own controller, on the port given, in the directory given. */
class Kafka {
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    int controller;
    try (var socket = new java.net.ServerSocket(0)) { controller = socket.getLocalPort(); }
    Path config = Path.of(args[1], "server.properties");
    Files.writeString(config, String.join("\n",
        "process.roles=broker,controller", "node.id=1",
        "controller.quorum.voters=1@127.0.0.1:" + controller,
        "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
        "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
        "controller.listener.names=CONTROLLER",
        "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs=" + Path.of(args[1], "log"),
        "auto.create.topics.enable=false", "offsets.topic.replication.factor=1",
        "transaction.state.log.replication.factor=1", "transaction.state.log.min.isr=1",
        "group.initial.rebalance.delay.ms=0"));
    kafka.tools.StorageTool.execute(new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", config.toString()}, System.out);
    kafka.Kafka.main(new String[] {config.toString()});
  }
}
