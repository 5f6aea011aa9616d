package dev.mirrorwatch.job.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.mirrorwatch.rules.NearestName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A YAML file to a checked {@link JobConfig}. */
public final class JobConfigReader {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(file:)?([^}]+)}");

  private final Function<String, String> environment;

  /**
   * @param environment variable name to value, {@code null} where it is not set
   */
  public JobConfigReader(Function<String, String> environment) {
    this.environment = environment;
  }

  /**
   * @throws InvalidConfigException with file, line and column where there is one
   */
  public JobConfig read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new InvalidConfigException(List.of(file + ": no such file"));
    } catch (IOException e) {
      throw new InvalidConfigException(List.of(file + ": cannot be read: " + e.getMessage()));
    }
    JobConfig config = parse(file.toString(), text);
    List<String> problems = JobConfigCheck.problems(config);
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(
          problems.stream().map(problem -> file + ": " + problem).toList());
    }
    return config;
  }

  private JobConfig parse(String file, String text) {
    ObjectMapper yaml =
        new ObjectMapper(new YAMLFactory())
            .registerModule(new JavaTimeModule())
            .registerModule(
                new SimpleModule()
                    .addDeserializer(String.class, new Resolved())
                    .addDeserializer(ZoneId.class, new Zone()))
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    try {
      if (isEmpty(yaml, text)) {
        return JobConfig.defaults();
      }
      JobConfig config = yaml.readValue(text, JobConfig.class);
      return config == null ? JobConfig.defaults() : config;
    } catch (UnrecognizedPropertyException e) {
      List<String> known = e.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
      String suggestion =
          NearestName.of(e.getPropertyName(), known)
              .map(name -> ", did you mean '" + name + "'?")
              .orElse(".");
      throw new InvalidConfigException(
          List.of(
              place(file, keyOf(yaml, text, e))
                  + "unknown key '"
                  + e.getPropertyName()
                  + "'"
                  + in(e)
                  + suggestion
                  + " Known here: "
                  + String.join(", ", known)));
    } catch (JsonMappingException e) {
      throw new InvalidConfigException(
          List.of(place(file, keyOf(yaml, text, e)) + firstLine(e.getOriginalMessage()) + in(e)));
    } catch (JsonProcessingException e) {
      throw new InvalidConfigException(
          List.of(place(file, e.getLocation()) + firstLine(e.getOriginalMessage())));
    }
  }

  /** Nothing but comments, say. */
  private static boolean isEmpty(ObjectMapper yaml, String text) throws JsonProcessingException {
    try (JsonParser parser = yaml.createParser(text)) {
      return parser.nextToken() == null;
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail to be read", e);
    }
  }

  private static String place(String file, @Nullable JsonLocation at) {
    return at == null ? file + ": " : file + ":" + at.getLineNr() + ":" + at.getColumnNr() + ": ";
  }

  /** Where the key stands; the exception says only how far the reader had come by then. */
  private static JsonLocation keyOf(ObjectMapper yaml, String text, JsonMappingException e) {
    String wanted =
        e.getPath().stream()
            .map(
                part -> "/" + (part.getFieldName() == null ? part.getIndex() : part.getFieldName()))
            .collect(Collectors.joining());
    try (JsonParser parser = yaml.createParser(text)) {
      while (parser.nextToken() != null) {
        if (parser.getParsingContext().pathAsPointer().toString().equals(wanted)) {
          return parser.currentTokenLocation();
        }
      }
      return e.getLocation();
    } catch (IOException broken) {
      return e.getLocation();
    }
  }

  private static String in(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(
                part ->
                    part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
            .collect(Collectors.joining("."))
            .replace(".[", "[");
    return path.isEmpty() ? "" : " (at " + path + ")";
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("not valid YAML");
  }

  /**
   * Text in which <code>${NAME}</code> stands for an environment variable and <code>
   * ${file:/path}</code> for a file's content, so that no secret need stand in the configuration.
   */
  private final class Resolved extends StdScalarDeserializer<String> {

    Resolved() {
      super(String.class);
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = parser.getValueAsString();
      if (text == null) {
        return context.reportInputMismatch(String.class, "a text is needed here");
      }
      Matcher matcher = REFERENCE.matcher(text);
      StringBuilder resolved = new StringBuilder();
      while (matcher.find()) {
        String value =
            matcher.group(1) == null
                ? variable(matcher.group(2), context)
                : content(matcher.group(2), context);
        matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
      }
      return matcher.appendTail(resolved).toString();
    }

    private String variable(String name, DeserializationContext context) throws IOException {
      String value = environment.apply(name);
      return value != null
          ? value
          : context.reportInputMismatch(
              String.class, "the environment variable %s is not set", name);
    }

    private String content(String path, DeserializationContext context) throws IOException {
      try {
        return Files.readString(Path.of(path)).strip();
      } catch (IOException e) {
        return context.reportInputMismatch(
            String.class, "the file %s cannot be read: %s", path, e.getClass().getSimpleName());
      }
    }
  }

  /** A zone by its name or its offset. */
  private static final class Zone extends StdScalarDeserializer<ZoneId> {

    Zone() {
      super(ZoneId.class);
    }

    @Override
    public ZoneId deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String name = parser.getValueAsString("");
      try {
        return ZoneId.of(name);
      } catch (DateTimeException e) {
        String suggestion =
            NearestName.of(name, List.copyOf(ZoneId.getAvailableZoneIds()))
                .map(nearest -> "did you mean '" + nearest + "'?")
                .orElse("give a name such as Europe/Vienna, or an offset such as +02:00");
        return context.reportInputMismatch(ZoneId.class, "unknown zone '%s', %s", name, suggestion);
      }
    }
  }

  /** The environment of this process. */
  public static JobConfigReader ofThisProcess() {
    Map<String, String> variables = System.getenv();
    return new JobConfigReader(variables::get);
  }
}
