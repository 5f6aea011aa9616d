package dev.mirrorwatch.udfs.event;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A temporary key was handed out: who asked for it. There are many, and few of them are asked for:
 * the caller may be unread yet.
 *
 * @param issuedKey the key, or {@code null} where this side's record does not show it
 * @param sharedId id that the records of both accounts share, or {@code null} where there is one
 *     account
 * @param caller who asked, as far as this side's record tells; {@code null} where it is unread
 * @param callerType {@link Principal#type()} of the caller
 * @param callerKey temporary key that the caller asked by, of whom more can be known, or {@code
 *     null}
 * @param unread the part of the record that tells who asked, JSON; {@code null} where it was read
 * @param time of the issue, epoch milliseconds
 * @param expires when the key ends, epoch milliseconds; 0 where the record does not say
 */
public record KeyAnswer(
    @Nullable String issuedKey,
    @Nullable String sharedId,
    @Nullable Principal caller,
    String callerType,
    @Nullable String callerKey,
    byte @Nullable [] unread,
    long time,
    long expires) {

  /** The key that a call handed out. */
  public static final String ISSUED_ID = "credential.issued_id";

  /** Of a call that hands out a key, what the records of both accounts have in common. */
  public static final String SHARED_ID = "credential.shared_id";

  /** Until when the key can be used that a call handed out, as ISO 8601 has it. */
  public static final String EXPIRES = "credential.expires";

  /** What {@link #of} reads of an event. */
  public static final Set<String> FIELDS = Set.of(ISSUED_ID, SHARED_ID, EXPIRES);

  /** A record that tells of a longer session is not believed: STS gives none for longer. */
  private static final Duration LONGEST_SESSION = Duration.ofHours(36);

  /** Clocks of AWS's services may differ by so much. */
  private static final Duration CLOCKS = Duration.ofMinutes(5);

  /** Of a role; where nothing is told. */
  private static final Duration USUAL_SESSION = Duration.ofHours(12);

  /** AWS allows no longer for a role that another role's session assumed. */
  private static final Duration LONGEST_CHAINED_SESSION = Duration.ofHours(1);

  /** Who asked is known. */
  public KeyAnswer(
      @Nullable String issuedKey,
      @Nullable String sharedId,
      Principal caller,
      long time,
      long expires) {
    this(issuedKey, sharedId, caller, caller.type(), caller.unexplainedKey(), null, time, expires);
  }

  /** The same, now that it was read who asked. */
  public KeyAnswer by(Principal read) {
    return new KeyAnswer(issuedKey, sharedId, read, time, expires);
  }

  /** The same, to be kept beside others: one caller gets key after key. */
  public KeyAnswer sharing(Sharing shared) {
    return new KeyAnswer(
        issuedKey,
        sharedId,
        caller,
        shared.text(callerType),
        shared.text(callerKey),
        shared.bytes(unread),
        time,
        expires);
  }

  /**
   * In: any event. Out: what it tells of a key that was handed out, or {@code null}. A service that
   * takes on a role for its own work is nobody behind whom one could look.
   */
  public static @Nullable KeyAnswer of(AuditEvent event) {
    String issued = first(event.fields().values(ISSUED_ID));
    String shared = first(event.fields().values(SHARED_ID));
    boolean tells = issued != null || shared != null;
    return tells && !event.principal().type().equals("AWSService")
        ? new KeyAnswer(issued, shared, event.principal(), event.time(), expires(event))
        : null;
  }

  /** A record may have a member of that name, with anything in it. */
  private static long expires(AuditEvent event) {
    String written = first(event.fields().values(EXPIRES));
    try {
      return written == null ? 0 : Instant.parse(written).toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException e) {
      return 0;
    }
  }

  private static @Nullable String first(List<String> values) {
    return values.isEmpty() ? null : values.get(0);
  }

  /** Where the two sides of one issue meet, or the key where there is one side. */
  public String meetingPoint() {
    return sharedId == null ? String.valueOf(issuedKey) : sharedId;
  }

  /** Whether it says who asked. The owner of a role sees another account's caller as a number. */
  public boolean namesCaller() {
    return !callerType.equals("AWSAccount") || caller != null && caller.isPersonKnown();
  }

  /** Event time after which nobody can use the key any more. */
  public long usableUntil() {
    if (expires > time && expires <= EventTimes.later(time, LONGEST_SESSION.toMillis())) {
      return EventTimes.later(expires, CLOCKS.toMillis());
    }
    return EventTimes.later(
        time,
        (callerType.equals("AssumedRole") ? LONGEST_CHAINED_SESSION : USUAL_SESSION).toMillis());
  }
}
