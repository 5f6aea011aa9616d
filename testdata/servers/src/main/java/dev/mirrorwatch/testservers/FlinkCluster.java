package dev.mirrorwatch.testservers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real Flink cluster: a JobManager and some TaskManagers with one slot each, every one a process
 * of its own. Flink's jars are the caller's, for this module knows none.
 */
public final class FlinkCluster implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(120);
  private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");
  private static final int TASK_HEAP_MB = 768;
  private static final int FRAMEWORK_HEAP_MB = 128;

  private final Path folder;
  private final String classPath;
  private final List<String> javaOptions;
  private final int restPort;
  private final List<ServerProcess> taskManagers = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ServerProcess jobManager;

  private FlinkCluster(
      String classPath, List<String> javaOptions, Map<String, String> options, int taskManagers)
      throws IOException {
    this.folder = ServersFolder.newRunFolder("flink");
    this.classPath = classPath;
    this.javaOptions = List.copyOf(javaOptions);
    List<Integer> ports = ServerProcess.freePorts(2);
    this.restPort = ports.get(1);
    writeConfiguration(options, ports.get(0));
    jobManager =
        start(
            "jobmanager",
            512,
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
    for (int i = 0; i < taskManagers; i++) {
      this.taskManagers.add(startTaskManager(i));
    }
    jobManager.awaitReady(() -> hasTaskManagers(taskManagers), START_TIMEOUT);
  }

  /**
   * Starts it and waits until every TaskManager has registered.
   *
   * @param classPath Flink's jars, without the job
   * @param javaOptions for each process
   * @param options of Flink's configuration; addresses and memory are added
   */
  public static FlinkCluster start(
      String classPath, List<String> javaOptions, Map<String, String> options, int taskManagers)
      throws IOException {
    return new FlinkCluster(classPath, javaOptions, options, taskManagers);
  }

  /**
   * Submits as {@code flink run --detached} does.
   *
   * @return the job's id
   */
  public String submit(Path jar, String mainClass, String... arguments) throws IOException {
    List<String> command = java(256);
    command.add("org.apache.flink.client.cli.CliFrontend");
    command.addAll(List.of("run", "--detached", "--class", mainClass, jar.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("FLINK_CONF_DIR", configuration().toString());
    Process client = builder.start();
    String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher id = JOB_ID.matcher(said);
    if (!id.find()) {
      throw new IllegalStateException("flink run did not submit:\n" + said);
    }
    return id.group(1);
  }

  /** What Flink's REST interface answers, such as to {@code /jobs/overview}. */
  public String get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + restPort + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** Ends the TaskManager as {@code kill -9} does. */
  public void killTaskManager(int number) {
    taskManagers.get(number).kill();
  }

  /** Starts another one in the place of one that was killed, and does not wait for it. */
  public void replaceTaskManager(int number) throws IOException {
    taskManagers.set(number, startTaskManager(number));
  }

  /**
   * Starts another one in the place of each that has ended by itself, as every real deployment
   * does. Flink 2.2.1 ends a TaskManager where the other one's death meets the release of a buffer
   * of a cancelled task (its log says "exception in exception handler of task").
   */
  public void replaceEndedTaskManagers() throws IOException {
    for (int number = 0; number < taskManagers.size(); number++) {
      if (!taskManagers.get(number).runs()) {
        taskManagers.get(number).kill();
        replaceTaskManager(number);
      }
    }
  }

  /** Of each process whether it runs or how it ended, and what it said last. */
  public String state() {
    return Stream.concat(Stream.of(jobManager), taskManagers.stream())
        .map(ServerProcess::state)
        .collect(Collectors.joining("\n"));
  }

  /** Ends all processes and deletes their files. */
  @Override
  public void close() throws IOException {
    taskManagers.forEach(ServerProcess::kill);
    jobManager.kill();
    ServersFolder.delete(folder);
  }

  private ServerProcess startTaskManager(int number) throws IOException {
    return start(
        "taskmanager-" + number,
        TASK_HEAP_MB + FRAMEWORK_HEAP_MB,
        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
  }

  private ServerProcess start(String name, int heapMb, String mainClass) throws IOException {
    List<String> command = java(heapMb);
    command.addAll(List.of(mainClass, "--configDir", configuration().toString()));
    return ServerProcess.start(name, new ProcessBuilder(command), folder.resolve(name + ".log"));
  }

  private List<String> java(int heapMb) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions);
    command.addAll(List.of("-Xmx" + heapMb + "m", "-XX:+UseSerialGC"));
    // One that runs out of memory must say so.
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-Dlog4j2.configurationFile=" + logConfiguration());
    // Processes that live for seconds are not worth the second compiler.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath));
    return command;
  }

  private Path configuration() {
    return folder.resolve("conf");
  }

  private Path logConfiguration() {
    return configuration().resolve("log4j2.properties");
  }

  /** A TaskManager that is started without Flink's scripts wants every part of its memory. */
  private void writeConfiguration(Map<String, String> options, int rpcPort) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(options);
    all.put("jobmanager.rpc.address", "localhost");
    all.put("jobmanager.rpc.port", Integer.toString(rpcPort));
    all.put("jobmanager.bind-host", "localhost");
    all.put("taskmanager.host", "localhost");
    all.put("taskmanager.bind-host", "localhost");
    all.put("rest.address", "localhost");
    all.put("rest.bind-address", "localhost");
    all.put("rest.port", Integer.toString(restPort));
    all.put("taskmanager.numberOfTaskSlots", "1");
    all.put("taskmanager.cpu.cores", "1");
    all.put("taskmanager.memory.task.heap.size", TASK_HEAP_MB + "m");
    all.put("taskmanager.memory.task.off-heap.size", "64m");
    all.put("taskmanager.memory.framework.heap.size", FRAMEWORK_HEAP_MB + "m");
    all.put("taskmanager.memory.framework.off-heap.size", "64m");
    all.put("taskmanager.memory.network.min", "64m");
    all.put("taskmanager.memory.network.max", "64m");
    all.put("taskmanager.memory.managed.size", "32m");
    all.put("taskmanager.memory.jvm-metaspace.size", "192m");
    all.put("taskmanager.memory.jvm-overhead.min", "64m");
    all.put("taskmanager.memory.jvm-overhead.max", "64m");
    all.put("io.tmp.dirs", Files.createDirectory(folder.resolve("tmp")).toString());
    all.put("execution.checkpointing.dir", folder.resolve("checkpoints").toUri().toString());
    Files.createDirectory(configuration());
    Files.writeString(
        configuration().resolve("config.yaml"),
        all.entrySet().stream()
            .map(option -> option.getKey() + ": " + option.getValue() + "\n")
            .collect(Collectors.joining()));
    // Some jar of tests on the class path has one that is silent.
    Files.writeString(
        logConfiguration(),
        """
        rootLogger.level = INFO
        rootLogger.appenderRef.console.ref = console
        appender.console.name = console
        appender.console.type = CONSOLE
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = %d{HH:mm:ss.SSS} %-5p %c{1} %m%n
        """);
  }

  private boolean hasTaskManagers(int number) {
    try {
      return get("/overview").contains("\"taskmanagers\":" + number);
    } catch (IOException e) {
      return false; // The JobManager does not listen yet.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
