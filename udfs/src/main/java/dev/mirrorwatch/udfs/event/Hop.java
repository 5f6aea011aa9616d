package dev.mirrorwatch.udfs.event;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One step of a role chain: who got the credentials that the next one used.
 *
 * @param type the provider's word, such as {@code AssumedRole}
 * @param id stable identity, such as the role's ARN
 * @param session session name, or {@code null}
 * @param accessKeyId key that asked for the credentials, or {@code null}
 * @param delivered whether EC2 delivered that key to an instance: nobody is behind it
 * @param time when they were issued, epoch milliseconds
 */
public record Hop(
    String type,
    String id,
    @Nullable String session,
    @Nullable String accessKeyId,
    boolean delivered,
    long time) {

  private static final Set<String> SESSIONS = Set.of("AssumedRole", "FederatedUser");

  /**
   * The temporary key whose issue would tell who is behind this, or {@code null} where nothing can.
   * AWS names temporary keys ASIA….
   */
  @Nullable String keyHandedOut() {
    boolean temporary = accessKeyId != null && accessKeyId.startsWith("ASIA");
    return temporary && SESSIONS.contains(type) && !delivered ? accessKeyId : null;
  }
}
