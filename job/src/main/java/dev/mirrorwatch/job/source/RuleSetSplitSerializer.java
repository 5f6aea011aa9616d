package dev.mirrorwatch.job.source;

import dev.mirrorwatch.rules.RuleFile;
import dev.mirrorwatch.udfs.reload.RuleSetText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** What a checkpoint keeps of rule sets that were read and not yet told. */
final class RuleSetSplitSerializer implements SimpleVersionedSerializer<RuleSetSplit> {

  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(RuleSetSplit split) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(1024);
    out.writeInt(split.rules().files().size());
    for (RuleFile file : split.rules().files()) {
      write(file.name(), out);
      write(file.text(), out);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public RuleSetSplit deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException("rule sets of version " + version + " are not known");
    }
    DataInputDeserializer in = new DataInputDeserializer(serialized);
    List<RuleFile> files = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      files.add(new RuleFile(read(in), read(in)));
    }
    return new RuleSetSplit(RuleSetText.of(files));
  }

  private static void write(String text, DataOutputSerializer out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String read(DataInputDeserializer in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
