package dev.mirrorwatch.testdata;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the folder tree of a trail, and beside it what is of other sources, one record a line: for
 * each account, region and five-minute slot of arrival one or more {@code {"Records":[…]}} files,
 * gzipped, records in the order of their arrival.
 */
final class S3FolderWriter implements WorkloadWriter {
  private static final int SLOT_SECONDS = 300;
  private static final int RECORDS_PER_FILE = 400;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SLOT =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm'Z'").withZone(ZoneOffset.UTC);

  private final Path root;
  private final Map<Place, List<String>> open = new TreeMap<>();
  private long slot = Long.MIN_VALUE;
  private int filesOfSlot;
  private NdjsonWriter others;

  S3FolderWriter(Path root) {
    this.root = root;
  }

  private record Place(String account, String region) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byAccount = account.compareTo(other.account);
      return byAccount != 0 ? byAccount : region.compareTo(other.region);
    }
  }

  @Override
  public void write(WorkloadRecord record) throws IOException {
    if (!record.trail()) {
      if (others == null) {
        Files.createDirectories(root);
        others = new NdjsonWriter(root.resolve("other-sources.log"), false);
      }
      others.write(record);
      return;
    }
    long arrivalSlot = Math.floorDiv(record.arrival().getEpochSecond(), SLOT_SECONDS);
    if (arrivalSlot != slot) {
      flush();
      slot = arrivalSlot;
      filesOfSlot = 0;
    }
    Place place = new Place(record.account(), record.region());
    List<String> records = open.computeIfAbsent(place, key -> new ArrayList<>());
    records.add(record.json());
    if (records.size() == RECORDS_PER_FILE) {
      store(place, records);
      open.remove(place);
    }
  }

  @Override
  public void close() throws IOException {
    flush();
    if (others != null) {
      others.close();
    }
  }

  private void flush() throws IOException {
    for (Map.Entry<Place, List<String>> entry : open.entrySet()) {
      store(entry.getKey(), entry.getValue());
    }
    open.clear();
  }

  private void store(Place place, List<String> records) throws IOException {
    Instant time = Instant.ofEpochSecond(slot * SLOT_SECONDS);
    Path folder =
        root.resolve("AWSLogs")
            .resolve(place.account())
            .resolve("CloudTrail")
            .resolve(place.region())
            .resolve(DAY.format(time));
    Files.createDirectories(folder);
    String start = place.account() + "_CloudTrail_" + place.region() + "_" + SLOT.format(time);
    // Sixteen characters that tell files of one slot apart; they say nothing about their order.
    String unique = Dice.of(start + filesOfSlot++).base32(16);
    Path file = folder.resolve(start + "_" + unique + ".json.gz");
    try (BufferedWriter text =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8))) {
      text.write("{\"Records\":[");
      for (int i = 0; i < records.size(); i++) {
        text.write(i == 0 ? "" : ",");
        text.write(records.get(i));
      }
      text.write("]}");
    }
  }
}
