package dev.mirrorwatch.udfs.event;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
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
 * @param lineage who handed the credentials on, as far as it is known, the root of the chain first
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
    @Nullable String invokedBy,
    List<Hop> lineage) {

  /** A chain is followed over so many hops. */
  public static final int MOST_HOPS = 3;

  private static final Map<String, Function<Principal, @Nullable String>> READERS =
      Map.ofEntries(
          Map.entry("principal.id", Principal::id),
          Map.entry("principal.type", Principal::type),
          Map.entry("principal.session", Principal::session),
          Map.entry("principal.name", Principal::name),
          Map.entry("principal.origin", Principal::origin),
          Map.entry("principal.human", Principal::human),
          Map.entry("principal.access_key_id", Principal::accessKeyId),
          Map.entry("principal.claimed", principal -> Boolean.toString(principal.claimed())),
          Map.entry("principal.account", Principal::account),
          Map.entry("principal.principal_id", Principal::principalId),
          Map.entry(
              "principal.mfa",
              principal -> principal.mfa() == null ? null : principal.mfa().toString()),
          Map.entry("principal.invoked_by", Principal::invokedBy));

  /** The fields under which rules see a principal. */
  public static final Set<String> FIELDS = READERS.keySet();

  public Principal {
    // State that an earlier build wrote has none.
    lineage = lineage == null ? List.of() : List.copyOf(lineage);
  }

  /** As its own record tells, whoever handed on the credentials. */
  public Principal(
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
      @Nullable String invokedBy) {
    this(
        id,
        type,
        session,
        name,
        origin,
        human,
        accessKeyId,
        claimed,
        account,
        principalId,
        mfa,
        invokedBy,
        List.of());
  }

  /** Whether it is a session that EC2 opened for an instance: no others have a name unchosen. */
  private boolean isDelivered() {
    return session != null && !claimed && human == null;
  }

  /** The value of one of {@link #FIELDS}, or {@code null}. */
  public @Nullable String field(String name) {
    return READERS.get(name).apply(this);
  }

  /** The same as rules see it: none where it is not known. */
  public List<String> values(String name) {
    String value = field(name);
    return value == null ? List.of() : List.of(value);
  }

  /** Whether the person is known, and not by a name that the caller chose. */
  public boolean isPersonKnown() {
    return human != null && !claimed;
  }

  /**
   * The temporary key whose issue would tell more about who this is, or {@code null} where nothing
   * can: its own, or that of the first known hop of its chain.
   */
  public @Nullable String unexplainedKey() {
    return isPersonKnown() || lineage.size() >= MOST_HOPS ? null : root().keyHandedOut();
  }

  /** The first known hop of the chain, or who this is where there is none. */
  private Hop root() {
    return lineage.isEmpty() ? hop(0) : lineage.get(0);
  }

  /** The same as the person of that name, whom something better than the record named. */
  public Principal asPerson(String person) {
    return new Principal(
        id,
        type,
        session,
        name,
        person,
        person,
        accessKeyId,
        false,
        account,
        principalId,
        mfa,
        invokedBy,
        lineage);
  }

  /**
   * The same, now that it is known who got the key of the chain's first known hop. Who stands at
   * the root is the origin; a name that a caller chose counts only where the root has none.
   *
   * @param caller as the record of the issue names them
   * @param time of the issue, epoch milliseconds
   */
  public Principal handedOnBy(Principal caller, long time) {
    boolean callerHasName = caller.human() != null;
    return new Principal(
        id,
        type,
        session,
        name,
        caller.origin(),
        callerHasName ? caller.human() : human,
        accessKeyId,
        callerHasName ? caller.claimed() : claimed,
        account,
        principalId,
        mfa,
        invokedBy,
        Stream.of(caller.lineage(), List.of(caller.hop(time)), lineage)
            .flatMap(List::stream)
            .toList());
  }

  private Hop hop(long time) {
    return new Hop(type, id, session, accessKeyId, isDelivered(), time);
  }
}
