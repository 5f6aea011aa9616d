package dev.mirrorwatch.job.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the running job can be told, typed. What is left out of the file has the default
 * that stands in the record's constructor; what the file has and the records have not is refused.
 *
 * @param name the job's name in Flink's web page
 * @param parallelism subtasks of every step; {@code null} = Flink's own default
 * @param identities file that says who is who; {@code null} = none
 * @param checkpointEvery how often state is saved; sinks that write files show them at that pace
 * @param checkpointFolder where; {@code null} = as Flink is configured, in memory if it is not
 * @param approvals file of what may happen, see {@code rules/README.md}; {@code null} = nothing is
 *     approved
 */
public record JobConfig(
    String name,
    @Nullable Integer parallelism,
    Duration checkpointEvery,
    @Nullable String checkpointFolder,
    Rules rules,
    @Nullable String identities,
    @Nullable String approvals,
    List<Source> sources,
    Time time,
    FirstSeen firstSeen,
    List<Sink> alerts,
    Sink deadLetters,
    Sink lateEvents,
    Sink ruleStatus) {

  public JobConfig {
    name = name == null ? "mirrorwatch" : name;
    checkpointEvery = checkpointEvery == null ? Duration.ofSeconds(10) : checkpointEvery;
    rules = rules == null ? new Rules(null, false, null, null) : rules;
    sources = sources == null ? List.of(Source.defaultFolder()) : List.copyOf(sources);
    time = time == null ? new Time(null, null) : time;
    firstSeen = firstSeen == null ? new FirstSeen(null, null) : firstSeen;
    alerts = alerts == null ? List.of(Sink.toConsole()) : List.copyOf(alerts);
    deadLetters = deadLetters == null ? Sink.toConsole() : deadLetters;
    lateEvents = lateEvents == null ? Sink.toConsole() : lateEvents;
    ruleStatus = ruleStatus == null ? Sink.toConsole() : ruleStatus;
  }

  /** What runs without a configuration file: a watched folder in, the console out. */
  public static JobConfig defaults() {
    return new JobConfig(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  /**
   * @param folder rule files; {@code null} = the rules that come with the job
   * @param compatibility whether the vendors' single-event detections run, too
   * @param reload whether the folder is looked at while the job runs; {@code null} = no
   * @param kafka a topic of rule files that takes the place of the folder; {@code null} = none
   */
  public record Rules(
      @Nullable String folder,
      boolean compatibility,
      @Nullable Reload reload,
      @Nullable Kafka kafka) {

    /**
     * @param every a change counts when two looks in a row see it
     */
    public record Reload(Duration every) {
      public Reload {
        every = every == null ? Duration.ofSeconds(30) : every;
      }
    }

    /**
     * @param topic compacted; the key is a file's path, the value its text, no value takes it away
     * @param settle how long no record comes where a change is complete
     * @param properties passed on to the Kafka client, such as {@code security.protocol}
     */
    public record Kafka(
        String bootstrapServers, String topic, Duration settle, Map<String, String> properties) {
      public Kafka {
        settle = settle == null ? Duration.ofSeconds(5) : settle;
        properties = properties == null ? Map.of() : Map.copyOf(properties);
      }

      /** Without the properties, which may hold secrets such as {@code sasl.jaas.config}. */
      @Override
      public String toString() {
        return "Kafka[bootstrapServers=" + bootstrapServers + ", topic=" + topic + "]";
      }
    }

    /** Whether rules may change while the job runs. */
    public boolean change() {
      return reload != null || kafka != null;
    }
  }

  /**
   * @param allowedLateness how far behind the watermark an event may be and still count
   * @param idleAfter a source that is silent for this long holds nothing back
   */
  public record Time(Duration allowedLateness, Duration idleAfter) {
    public Time {
      allowedLateness = allowedLateness == null ? Duration.ofHours(1) : allowedLateness;
      idleAfter = idleAfter == null ? Duration.ofMinutes(1) : idleAfter;
    }
  }

  /**
   * When a principal is new to a family of calls.
   *
   * @param remember how long it is known for what it did
   * @param learn how long calls are watched before anybody counts as new
   */
  public record FirstSeen(Duration remember, Duration learn) {
    public FirstSeen {
      remember = remember == null ? Duration.ofDays(90) : remember;
      learn = learn == null ? Duration.ofDays(7) : learn;
    }
  }

  /**
   * One place that logs come from: exactly one of the two kinds.
   *
   * @param name appears in metrics, uids and dead letters; must stay the same across restarts
   * @param zone that network devices are set to, for lines that name none
   */
  public record Source(String name, ZoneId zone, @Nullable Kafka kafka, @Nullable Folder folder) {

    public Source {
      zone = zone == null ? ZoneOffset.UTC : zone;
    }

    static Source defaultFolder() {
      return new Source("logs", null, null, new Folder("logs", null, null));
    }

    /**
     * @param disorder how far behind the newest event of a partition others may come
     * @param properties passed on to the Kafka client, such as {@code security.protocol}
     */
    public record Kafka(
        String bootstrapServers,
        List<String> topics,
        String groupId,
        StartingOffsets startingOffsets,
        Duration disorder,
        Map<String, String> properties) {
      public Kafka {
        topics = topics == null ? List.of() : List.copyOf(topics);
        groupId = groupId == null ? "mirrorwatch" : groupId;
        startingOffsets = startingOffsets == null ? StartingOffsets.COMMITTED : startingOffsets;
        disorder = disorder == null ? Duration.ofMinutes(15) : disorder;
        properties = properties == null ? Map.of() : Map.copyOf(properties);
      }

      /** Without the properties, which may hold secrets such as {@code sasl.jaas.config}. */
      @Override
      public String toString() {
        return "Kafka[bootstrapServers=" + bootstrapServers + ", topics=" + topics + "]";
      }
    }

    /** Where reading begins when the job has no checkpoint to go on from. */
    public enum StartingOffsets {
      @JsonProperty("earliest")
      EARLIEST,
      @JsonProperty("latest")
      LATEST,
      /** The group's committed offsets, the earliest where it has none. */
      @JsonProperty("committed")
      COMMITTED
    }

    /**
     * @param path watched with all folders below it
     * @param checkEvery how often it is looked through for new files
     * @param disorder how far behind the newest event others may come; files dropped by hand come
     *     in any order
     */
    public record Folder(String path, Duration checkEvery, Duration disorder) {
      public Folder {
        checkEvery = checkEvery == null ? Duration.ofSeconds(2) : checkEvery;
        disorder = disorder == null ? Duration.ofHours(24) : disorder;
      }
    }
  }

  /** One place that documents go to: exactly one of the kinds. */
  public record Sink(
      @Nullable Console console,
      @Nullable Kafka kafka,
      @Nullable Elasticsearch elasticsearch,
      @Nullable File file,
      Schema schema) {

    public Sink {
      schema = schema == null ? Schema.ECS : schema;
    }

    /** What alerts are written as, where they are JSON. */
    public enum Schema {
      /** Elastic Common Schema, with our own object. */
      @JsonProperty("ecs")
      ECS,
      /** OCSF Detection Finding. */
      @JsonProperty("ocsf")
      OCSF
    }

    static Sink toConsole() {
      return new Sink(new Console(null), null, null, null, null);
    }

    /** Alerts go to standard output, the rest to standard error. */
    public record Console(Format format) {
      public Console {
        format = format == null ? Format.TEXT : format;
      }
    }

    /** How alerts look on the console. */
    public enum Format {
      @JsonProperty("text")
      TEXT,
      @JsonProperty("json")
      JSON
    }

    /**
     * @param exactlyOnce Kafka transactions: readers see alerts only when a checkpoint is complete
     */
    public record Kafka(
        String bootstrapServers,
        String topic,
        boolean exactlyOnce,
        Map<String, String> properties) {
      public Kafka {
        properties = properties == null ? Map.of() : Map.copyOf(properties);
      }

      /** Without the properties, which may hold secrets such as {@code sasl.jaas.config}. */
      @Override
      public String toString() {
        return "Kafka[bootstrapServers=" + bootstrapServers + ", topic=" + topic + "]";
      }
    }

    /** One of password and API key; see the sink for what each setting does. */
    public record Elasticsearch(
        List<String> hosts,
        String index,
        @Nullable String username,
        @Nullable String password,
        @Nullable String apiKey,
        @Nullable String caCertificate,
        @Nullable String caFingerprint) {
      public Elasticsearch {
        hosts = hosts == null ? List.of() : List.copyOf(hosts);
        index = index == null ? "mirrorwatch-alerts" : index;
      }

      /** Without the secrets. */
      @Override
      public String toString() {
        return "Elasticsearch[hosts=" + hosts + ", index=" + index + "]";
      }
    }

    /** NDJSON part files in a folder, complete at each checkpoint. */
    public record File(String path) {}
  }
}
