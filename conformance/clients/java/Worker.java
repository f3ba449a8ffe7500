import io.camunda.zeebe.client.ZeebeClient;
import io.camunda.zeebe.client.api.response.ActivatedJob;
import io.camunda.zeebe.client.api.worker.JobClient;
import java.time.Duration;
import java.util.Map;

/**
 * The client program of the Java client, written as its documentation shows: `mvn -q dependency:copy-dependencies -DoutputDirectory=lib` beside it, then
 * `java -cp 'lib/*' Worker.java`. The argument `stream` turns its job streams on.
 */
public final class Worker {
  private Worker() {}

  static String env(final String name) {
    return System.getenv("MILLRACE_CONFORMANCE_" + name);
  }

  public static void main(final String[] arguments) throws InterruptedException {
    final var slots = Integer.parseInt(env("MAX"));
    final var client =
        ZeebeClient.newClientBuilder().gatewayAddress(env("ADDRESS")).usePlaintext().numJobWorkerExecutionThreads(slots).build();
    final var worker =
        client
            .newWorker()
            .jobType(env("TYPE"))
            .handler(Worker::handle)
            .maxJobsActive(slots)
            .timeout(Duration.ofMillis(Long.parseLong(env("LEASE_MS"))))
            .requestTimeout(Duration.ofMillis(Long.parseLong(env("POLL_MS"))))
            .streamEnabled(arguments.length > 0 && arguments[0].equals("stream"))
            .open();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  worker.close();
                  client.close();
                  // The virtual machine would end with 143 after a signal.
                  Runtime.getRuntime().halt(0);
                }));
    Thread.currentThread().join();
  }

  private static void handle(final JobClient client, final ActivatedJob job) throws InterruptedException {
    final var wishes = job.getVariablesAsMap();
    switch (String.valueOf(wishes.get("do"))) {
      case "fail" -> client.newFailCommand(job).retries(job.getRetries() - 1).errorMessage("asked to").send().join();
      case "error" -> client.newThrowErrorCommand(job).errorCode("REFUSED").send().join();
      case "echo" -> client.newCompleteCommand(job).variables(Map.of("value", wishes.get("value"))).send().join();
      case "sleep" -> {
        Thread.sleep(((Number) wishes.get("ms")).longValue());
        client.newCompleteCommand(job).variables(Map.of("done", true)).send().join();
      }
      default -> client.newCompleteCommand(job).variables(Map.of("done", true)).send().join();
    }
  }
}
