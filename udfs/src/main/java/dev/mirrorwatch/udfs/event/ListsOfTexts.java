package dev.mirrorwatch.udfs.event;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** Keeps Flink from falling back to Kryo for lists of lists. */
public final class ListsOfTexts extends TypeInfoFactory<List<List<String>>> {
  @Override
  public TypeInformation<List<List<String>>> createTypeInfo(
      Type type, Map<String, TypeInformation<?>> parameters) {
    return Types.LIST(Types.LIST(Types.STRING));
  }
}
