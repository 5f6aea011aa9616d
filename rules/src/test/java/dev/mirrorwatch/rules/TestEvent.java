package dev.mirrorwatch.rules;

import dev.mirrorwatch.rules.match.EventFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** An event whose fields a test names one by one, or takes from a raw JSON record. */
public final class TestEvent implements EventFields {

  private final Map<String, List<String>> fields = new LinkedHashMap<>();

  public static TestEvent event() {
    return new TestEvent();
  }

  /** A CloudTrail record, with the outcome that the event view offers beside it. */
  public static TestEvent cloudTrail(String json) {
    TestEvent event = event();
    Map<?, ?> record = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(json);
    event.addLeaves("", record);
    Object error = record.get("errorCode");
    String outcome =
        error == null
            ? "success"
            : error.equals("Client.DryRunOperation")
                ? "dry_run"
                : error.equals("Client.UnauthorizedOperation") ? "denied" : "failure";
    return event.with("event.outcome", outcome);
  }

  private void addLeaves(String path, Object value) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, child) -> addLeaves(path.isEmpty() ? "" + key : path + "." + key, child));
    } else if (value instanceof List<?> list) {
      list.forEach(child -> addLeaves(path, child));
    } else {
      fields.computeIfAbsent(path, p -> new ArrayList<>()).add(value == null ? null : "" + value);
    }
  }

  /** A null value is a JSON null, no values an empty array. */
  public TestEvent with(String field, String... values) {
    fields.put(field, new ArrayList<>(Arrays.asList(values)));
    return this;
  }

  @Override
  public List<String> values(String field) {
    return fields.getOrDefault(field, List.of());
  }

  @Override
  public boolean has(String field) {
    return fields.containsKey(field);
  }

  @Override
  public List<String> leaves() {
    return fields.values().stream().flatMap(List::stream).filter(v -> v != null).toList();
  }
}
