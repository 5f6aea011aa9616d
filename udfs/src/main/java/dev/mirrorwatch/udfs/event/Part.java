package dev.mirrorwatch.udfs.event;

/**
 * Says that a record is one of several that only together are an event.
 *
 * @param kind what the whole is
 * @param key the same for all records of the whole, and for no others of the kind
 * @param role which of them it is
 * @param complete whether a {@link Role#LAST} record says all there is to say; one that does not
 *     waits for the {@link Role#FIRST}
 * @param sequence where it stands among records of the same time, of a message its number from 0; 0
 *     if nothing tells
 * @param text what it says about the whole, as its kind has it; empty if nothing
 */
public record Part(Kind kind, String key, Role role, boolean complete, long sequence, String text) {

  private static final char SEPARATOR = '|';

  /** What records are put together to. */
  public enum Kind {
    /** A call that its provider logs when it begins and again when it ends. */
    OPERATION,
    /** Lines that a person types into a device, whose meaning is the mode they are typed in. */
    CONFIGURATION,
    /** A message that its sender cut, since it was too long for one record. */
    MESSAGE
  }

  /** Which record of the whole it is. */
  public enum Role {
    /** The call as it was made, its outcome not known yet; of a message, its beginning. */
    FIRST,
    /** Neither the first nor the last; of a configuration, any line. */
    FURTHER,
    /** The outcome; of a message, its end. */
    LAST
  }

  public static Part first(String operation) {
    return new Part(Kind.OPERATION, operation, Role.FIRST, false, 0, "");
  }

  public static Part further(String operation) {
    return new Part(Kind.OPERATION, operation, Role.FURTHER, false, 0, "");
  }

  public static Part last(String operation, boolean complete) {
    return new Part(Kind.OPERATION, operation, Role.LAST, complete, 0, "");
  }

  /**
   * @param session what the mode is kept for, such as device and user
   * @param sequence the device's counter of lines
   * @param text the command, or what else the line says about the mode
   */
  public static Part line(String session, long sequence, String text) {
    return new Part(Kind.CONFIGURATION, session, Role.FURTHER, true, sequence, text);
  }

  /**
   * @param message what all segments of one message share, and no others
   * @param number of the segment, from 0
   * @param total of the message's segments
   * @param text what the segment adds to the message
   */
  public static Part segment(String message, int number, int total, String text) {
    Role role = number == 0 ? Role.FIRST : number == total - 1 ? Role.LAST : Role.FURTHER;
    return new Part(Kind.MESSAGE, message, role, false, number, text);
  }

  /** What records of the same whole meet under. */
  public String assemblyKey() {
    return kind.name() + SEPARATOR + key;
  }

  /** The kind in a {@link #assemblyKey}. */
  public static Kind kindOf(String assemblyKey) {
    return Kind.valueOf(assemblyKey.substring(0, assemblyKey.indexOf(SEPARATOR)));
  }
}
