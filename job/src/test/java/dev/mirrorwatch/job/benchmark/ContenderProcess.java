package dev.mirrorwatch.job.benchmark;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * The process of one run: {@code class result-file} and a {@link Task} in; what it cost and found
 * out.
 */
final class ContenderProcess {

  private static final Path OF_THIS_PROCESS = Path.of("/proc/self/status");

  private ContenderProcess() {}

  public static void main(String[] arguments) throws Exception {
    AtomicLong heap = watchHeap();
    var constructor = Class.forName(arguments[0]).getDeclaredConstructor();
    constructor.setAccessible(true);
    Contender contender = (Contender) constructor.newInstance();
    Set<Staging> found = contender.run(Task.of(Arrays.copyOfRange(arguments, 2, arguments.length)));
    long cpuNanos =
        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    new Cost(cpuNanos / 1e9, peakResidentBytes(), heap.get(), found).write(Path.of(arguments[1]));
    System.exit(0);
  }

  /** The most that was alive after any garbage collection; 0 while there was none. */
  private static AtomicLong watchHeap() {
    AtomicLong most = new AtomicLong();
    Set<String> pools =
        Set.copyOf(
            ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
                .map(pool -> pool.getName())
                .toList());
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener(
              (notification, nothing) -> {
                if (notification.getUserData() instanceof CompositeData data) {
                  long used =
                      GarbageCollectionNotificationInfo.from(data)
                          .getGcInfo()
                          .getMemoryUsageAfterGc()
                          .entrySet()
                          .stream()
                          .filter(pool -> pools.contains(pool.getKey()))
                          .map(Map.Entry::getValue)
                          .mapToLong(pool -> pool.getUsed())
                          .sum();
                  most.accumulateAndGet(used, Math::max);
                }
              },
              null,
              null);
    }
    return most;
  }

  /** The most memory this process had, as Linux counts it; 0 where there is no such file. */
  static long peakResidentBytes() throws IOException {
    if (!Files.exists(OF_THIS_PROCESS)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(OF_THIS_PROCESS)) {
      return lines
              .filter(line -> line.startsWith("VmHWM:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum()
          * 1024;
    }
  }
}
