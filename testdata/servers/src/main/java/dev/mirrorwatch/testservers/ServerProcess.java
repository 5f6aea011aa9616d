package dev.mirrorwatch.testservers;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A child process with its log file. It and its own children end with this JVM at the latest. */
final class ServerProcess {

  private static final int LOG_TAIL_LINES = 40;

  private final String name;
  private final Path log;
  private final Process process;
  private final Thread shutdownHook;

  private ServerProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.shutdownHook = new Thread(this::killProcesses, "kill-" + name);
  }

  /** Starts the command; what it prints is appended to {@code log}. */
  static ServerProcess start(String name, ProcessBuilder command, Path log) throws IOException {
    Process process =
        command
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    ServerProcess server = new ServerProcess(name, log, process);
    Runtime.getRuntime().addShutdownHook(server.shutdownHook);
    return server;
  }

  /**
   * Ports that are free now, all different. Another process may take one before the server does;
   * the server then says so in its log and the start fails.
   */
  static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  /** Waits until the server answers; kills it and says why if it never does. */
  void awaitReady(BooleanSupplier ready, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!ready.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("was not ready after " + timeout.toSeconds() + " s");
      }
      try {
        if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
          fail("ended with exit code " + process.exitValue() + " before it was ready");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        fail("start was interrupted");
      }
    }
  }

  /** Everything the server printed so far. */
  String logText() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  /** Kills the process and its children at once, as {@code kill -9} does, and waits for that. */
  void kill() {
    killProcesses();
    Runtime.getRuntime().removeShutdownHook(shutdownHook);
  }

  private void killProcesses() {
    List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
    family.add(process.toHandle());
    family.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle member : family) {
      try {
        member.onExit().get(30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception e) {
        throw new IllegalStateException(name + ": process " + member.pid() + " does not end", e);
      }
    }
  }

  boolean runs() {
    return process.isAlive();
  }

  /** Whether it runs or how it ended, and what it said last. */
  String state() {
    String state = process.isAlive() ? "runs" : "ended with exit code " + process.exitValue();
    return name + " " + state + ". " + logTail();
  }

  private void fail(String reason) {
    kill();
    throw new IllegalStateException(name + " " + reason + ". " + logTail());
  }

  private String logTail() {
    List<String> lines = logText().lines().toList();
    List<String> tail = lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size());
    return "End of " + log + ":\n" + String.join("\n", tail);
  }
}
