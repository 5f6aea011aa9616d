package dev.mirrorwatch.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobConfigReaderTest {

  private static final String SECRET = "hunter2";

  @TempDir private Path folder;

  @Test
  void readsEverySetting() throws Exception {
    Path key = Files.writeString(folder.resolve("key"), SECRET + "\n");
    JobConfig config =
        read(
            """
            name: audit
            parallelism: 4
            checkpointEvery: PT5S
            checkpointFolder: /var/checkpoints
            rules: {folder: rules, compatibility: true, reload: {every: PT7S}}
            identities: who.yaml
            time: {allowedLateness: PT2H, idleAfter: PT30S}
            sources:
              - name: trail
                kafka:
                  bootstrapServers: broker:9092
                  topics: [a, b]
                  groupId: audit
                  startingOffsets: latest
                  disorder: PT20M
                  properties: {sasl.jaas.config: "password=${PASSWORD};"}
              - name: dropped
                folder: {path: in, checkEvery: PT1S, disorder: PT1H}
            alerts:
              - elasticsearch:
                  hosts: ["https://search-1:9200"]
                  index: alerts
                  apiKey: ${file:%s}
              - kafka:
                  bootstrapServers: broker:9092
                  topic: alerts
                  exactlyOnce: true
                  properties: {sasl.jaas.config: "password=${PASSWORD};"}
              - console: {format: json}
            deadLetters:
              file: {path: dead}
            lateEvents:
              console: {}
            """
                .formatted(key));

    assertThat(config.name()).isEqualTo("audit");
    assertThat(config.parallelism()).isEqualTo(4);
    assertThat(config.checkpointEvery()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.checkpointFolder()).isEqualTo("/var/checkpoints");
    assertThat(config.identities()).isEqualTo("who.yaml");
    assertThat(config.rules())
        .isEqualTo(
            new JobConfig.Rules(
                "rules", true, new JobConfig.Rules.Reload(Duration.ofSeconds(7)), null));
    assertThat(config.time())
        .isEqualTo(new JobConfig.Time(Duration.ofHours(2), Duration.ofSeconds(30)));
    assertThat(config.sources().get(0).kafka())
        .isEqualTo(
            new JobConfig.Source.Kafka(
                "broker:9092",
                java.util.List.of("a", "b"),
                "audit",
                JobConfig.Source.StartingOffsets.LATEST,
                Duration.ofMinutes(20),
                Map.of("sasl.jaas.config", "password=" + SECRET + ";")));
    assertThat(config.sources().get(1).folder())
        .isEqualTo(new JobConfig.Source.Folder("in", Duration.ofSeconds(1), Duration.ofHours(1)));
    assertThat(config.alerts().get(0).elasticsearch().apiKey()).isEqualTo(SECRET);
    assertThat(config.alerts().get(1).kafka().exactlyOnce()).isTrue();
    assertThat(config.alerts().get(2).console().format()).isEqualTo(JobConfig.Sink.Format.JSON);
    assertThat(config.deadLetters().file().path()).isEqualTo("dead");
    assertThat(config.toString()).doesNotContain(SECRET);
  }

  @Test
  void hasADefaultForEverything() throws Exception {
    assertThat(read("")).isEqualTo(JobConfig.defaults());
    assertThat(read("name: mirrorwatch\n")).isEqualTo(JobConfig.defaults());
    assertThat(JobConfig.defaults().sources().get(0).folder().path()).isEqualTo("logs");
    assertThat(JobConfig.defaults().alerts().get(0).console().format())
        .isEqualTo(JobConfig.Sink.Format.TEXT);
  }

  @Test
  void suggestsTheKeyThatWasMeant() throws Exception {
    assertThat(problem("name: audit\ntime:\n  idelAfter: PT1S\n"))
        .matches(
            ".*config\\.yaml:3:\\d+: unknown key 'idelAfter' \\(at time\\.idelAfter\\), "
                + "did you mean 'idleAfter'\\? Known here: allowedLateness, idleAfter");
  }

  @Test
  void saysWhatIsKnownWhereNothingIsNear() throws Exception {
    assertThat(problem("time:\n  colour: red\n"))
        .contains("unknown key 'colour' (at time.colour). Known here: allowedLateness, idleAfter");
  }

  @Test
  void showsWhereAWrongTypeStands() throws Exception {
    assertThat(problem("name: audit\nparallelism: many\n"))
        .matches(".*config\\.yaml:2:\\d+: .*\"many\".*\\(at parallelism\\)");
    assertThat(problem("sources:\n  - name: [a]\n"))
        .matches(".*config\\.yaml:2:\\d+: a text is needed here \\(at sources\\[0\\]\\.name\\)");
  }

  @Test
  void refusesAZoneThatNobodyKnows() throws Exception {
    String source = "sources:\n  - name: syslog\n    zone: %s\n    folder: {path: in}\n";

    assertThat(problem(source.formatted("Europe/Viena")))
        .matches(
            ".*config\\.yaml:3:\\d+: unknown zone 'Europe/Viena', did you mean 'Europe/Vienna'\\?"
                + " \\(at sources\\[0\\]\\.zone\\)");
    assertThat(problem(source.formatted("here")))
        .contains(
            "unknown zone 'here', give a name such as Europe/Vienna, or an offset such as +02:00");
    assertThat(read(source.formatted("+02:00")).sources().get(0).zone())
        .isEqualTo(ZoneOffset.ofHours(2));
  }

  @Test
  void listsEveryProblemAtOnce() throws Exception {
    assertThat(
            problem(
                    """
                parallelism: 0
                checkpointEvery: PT0S
                rules: {reload: {every: PT0S}, kafka: {settle: PT0S}}
                sources:
                  - name: a
                    folder: {path: in}
                    kafka: {topics: []}
                  - name: a
                    folder: {}
                alerts: []
                lateEvents:
                  elasticsearch: {hosts: ["http://search-1:9200"]}
                """)
                .lines())
        .allSatisfy(line -> assertThat(line).contains("config.yaml: "))
        .extracting(line -> line.substring(line.indexOf("yaml: ") + 6))
        .containsExactly(
            "checkpointEvery is PT0S; it must be above zero, such as PT10S",
            "parallelism is 0; it must be 1 or more",
            "alerts is empty: alerts need at least one place to go to",
            "sources[0] needs exactly one of kafka and folder",
            "sources[0].kafka.bootstrapServers is missing",
            "sources[0].kafka.topics is empty",
            "sources[1].name 'a' is taken: state is restored by the source's name",
            "sources[1].folder.path is missing",
            "rules.reload.every is PT0S; it must be above zero, such as PT10S",
            "rules.reload looks at the folder, and rules.kafka takes its place: leave one out",
            "rules.kafka.bootstrapServers is missing",
            "rules.kafka.topic is missing",
            "rules.kafka.settle is PT0S; it must be above zero, such as PT10S",
            "deadLetters, lateEvents and ruleStatus go to kafka, file or console: elasticsearch is"
                + " for alerts");
    assertThat(problem("rules: {reload: {}}\n"))
        .contains(
            "rules.reload needs rules.folder: the rules that come with the job do not change");
  }

  @Test
  void namesTheReferenceThatLeadsNowhere() throws Exception {
    assertThat(problem("name: ${NOWHERE}\n"))
        .contains("config.yaml:1:", "the environment variable NOWHERE is not set (at name)");
    assertThat(problem("name: ${file:/no/such/file}\n"))
        .contains("the file /no/such/file cannot be read: NoSuchFileException (at name)");
  }

  @Test
  void printsNoSecretInAProblem() throws Exception {
    assertThat(
            problem(
                """
                alerts:
                  - elasticsearch:
                      username: writer
                      password: ${PASSWORD}
                    kafka:
                      properties: {sasl.jaas.config: "${PASSWORD}"}
                """))
        .contains("alerts[0]")
        .doesNotContain(SECRET);
  }

  private JobConfig read(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("config.yaml"), yaml);
    return new JobConfigReader(Map.of("PASSWORD", SECRET)::get).read(file);
  }

  private String problem(String yaml) {
    return catchThrowableOfType(InvalidConfigException.class, () -> read(yaml)).getMessage();
  }
}
