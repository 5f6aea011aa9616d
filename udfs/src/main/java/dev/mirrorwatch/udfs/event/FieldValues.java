package dev.mirrorwatch.udfs.event;

import dev.mirrorwatch.rules.match.EventFields;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The fields of an event that rules, keys and alerts read: name to values, and the string leaves
 * where a rule searches keywords.
 */
public record FieldValues(
    @TypeInfo(ValuesByField.class) Map<String, List<String>> byField, List<String> leaves)
    implements EventFields {

  @Override
  public List<String> values(String field) {
    return byField.getOrDefault(field, List.of());
  }

  @Override
  public boolean has(String field) {
    return byField.containsKey(field);
  }

  /**
   * The same of an event by another principal.
   *
   * @param names fields of the principal, which have its values now
   */
  FieldValues by(Principal principal, List<String> names) {
    if (names.isEmpty()) {
      return this;
    }
    Map<String, List<String>> fields = new HashMap<>(byField);
    for (String name : names) {
      List<String> values = principal.values(name);
      if (values.isEmpty()) {
        fields.remove(name);
      } else {
        fields.put(name, values);
      }
    }
    return new FieldValues(fields, leaves);
  }

  /** Keeps Flink from falling back to Kryo for the nested collection; null elements allowed. */
  public static final class ValuesByField extends TypeInfoFactory<Map<String, List<String>>> {
    @Override
    public TypeInformation<Map<String, List<String>>> createTypeInfo(
        Type type, Map<String, TypeInformation<?>> parameters) {
      return Types.MAP(Types.STRING, Types.LIST(Types.STRING));
    }
  }
}
