package dev.mirrorwatch.rules.model;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * A person, and what they are called in the logs.
 *
 * @param name what {@code principal.human} says of them
 */
public record Person(String name, Location location, List<Identity> identities)
    implements Serializable {

  public Person {
    identities = List.copyOf(identities);
  }

  /** What an identity is called by, and where. */
  public enum Kind {
    /**
     * ARN of a user, a role, or a session that its caller did not name; {@code *} and {@code ?}.
     */
    AWS,
    /** Object id of a user, or application id, in Azure. */
    AZURE,
    /** Subject of a principal in GCP, with {@code user:} or {@code serviceAccount:} or without. */
    GCP,
    /** User principal name, wherever it is the person's name. */
    UPN,
    /** E-mail address, wherever it is the person's name. */
    EMAIL,
    /** User who logs in to network devices. */
    TACACS;

    /** The key in the file. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One name in the logs.
   *
   * @param text with {@code *} and {@code ?} where the kind is {@link Kind#AWS}
   * @param devices the network devices on which it is this person, with {@code *} and {@code ?}, or
   *     {@code null} for all
   */
  public record Identity(Kind kind, String text, String devices, Location location)
      implements Serializable {}

  /** Names of people are not for logs. */
  @Override
  public String toString() {
    return "Person[" + identities.size() + " identities]";
  }
}
