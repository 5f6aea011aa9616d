package dev.mirrorwatch.udfs.event;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink how packed evidence travels. */
public final class PackedEvidenceTypeInfo extends TypeInformation<PackedEvidence> {

  private static final long serialVersionUID = 1L;

  /** Found by Flink through the annotation of {@link PackedEvidence}. */
  public static final class Factory extends TypeInfoFactory<PackedEvidence> {
    @Override
    public TypeInformation<PackedEvidence> createTypeInfo(
        Type type, Map<String, TypeInformation<?>> parameters) {
      return new PackedEvidenceTypeInfo();
    }
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<PackedEvidence> getTypeClass() {
    return PackedEvidence.class;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<PackedEvidence> createSerializer(SerializerConfig config) {
    return new PackedEvidenceSerializer(
        TypeInformation.of(Evidence.class).createSerializer(config), false);
  }

  @Override
  public String toString() {
    return "PackedEvidence";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PackedEvidenceTypeInfo;
  }

  @Override
  public int hashCode() {
    return PackedEvidenceTypeInfo.class.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof PackedEvidenceTypeInfo;
  }
}
