package dev.mirrorwatch.udfs.event;

import org.jspecify.annotations.Nullable;

/**
 * Who made a call.
 *
 * @param id stable identity: role ARN, user ARN, service name, account and principal id
 * @param type the provider's word, such as {@code AssumedRole}; {@code Unknown} where it has none
 * @param session session name of a role session, or {@code null}
 * @param name a name for people
 * @param origin root of the role chain as far as known: the correlation key of a person's actions
 * @param human the person, if known
 * @param accessKeyId key that signed the call, or {@code null}
 * @param claimed true where {@code session} or {@code human} was chosen by the caller
 * @param account account that owns the principal, or {@code null}
 * @param principalId the provider's unique id (AIDA…, AROA…:session), or {@code null}
 * @param mfa whether the session was opened with a second factor, or {@code null} if not said
 * @param invokedBy the service that made the call for the principal, or {@code null}
 */
public record Principal(
    String id,
    String type,
    @Nullable String session,
    @Nullable String name,
    String origin,
    @Nullable String human,
    @Nullable String accessKeyId,
    boolean claimed,
    @Nullable String account,
    @Nullable String principalId,
    @Nullable Boolean mfa,
    @Nullable String invokedBy) {}
