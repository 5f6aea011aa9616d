package dev.mirrorwatch.job.sink.elasticsearch;

import dev.mirrorwatch.job.sink.AlertDocument;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.base.sink.writer.AsyncSinkWriterStateSerializer;

/**
 * Documents that a checkpoint found unsent. Failures are not kept: after a recovery the time to
 * give up starts anew.
 */
final class BulkEntrySerializer extends AsyncSinkWriterStateSerializer<BulkEntry> {

  @Override
  public int getVersion() {
    return 1;
  }

  @Override
  protected void serializeRequestToStream(BulkEntry entry, DataOutputStream out)
      throws IOException {
    AlertDocument document = entry.document();
    out.writeBoolean(entry.rejected());
    out.writeUTF(document.id());
    out.writeLong(document.version());
    out.writeLong(document.time());
    // Not writeUTF, which ends at 64 kB.
    byte[] json = document.json().getBytes(StandardCharsets.UTF_8);
    out.writeInt(json.length);
    out.write(json);
  }

  @Override
  protected BulkEntry deserializeRequestFromStream(long size, DataInputStream in)
      throws IOException {
    boolean rejected = in.readBoolean();
    String id = in.readUTF();
    long version = in.readLong();
    long time = in.readLong();
    String json = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    return new BulkEntry(new AlertDocument(id, version, json, time), rejected, 0, 0);
  }
}
