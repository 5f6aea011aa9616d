package dev.mirrorwatch.rules.match;

import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;

/** An address inside a network. What is not one plain address never matches. */
public record NetworkMatcher(IPAddress network) implements ValueMatcher {

  /** The library also reads ranges, octal numbers and host shorthands; a log never means those. */
  private static final IPAddressStringParameters PLAIN_ADDRESS = plain().toParams();

  private static final IPAddressStringParameters PLAIN_NETWORK =
      plain().allowPrefix(true).toParams();

  private static IPAddressStringParameters.Builder plain() {
    return new IPAddressStringParameters.Builder()
        .allowEmpty(false)
        .allowAll(false)
        .allowSingleSegment(false)
        .allowMask(false)
        .allowPrefix(false)
        .allowPrefixOnly(false)
        .allowWildcardedSeparator(false)
        .allow_inet_aton(false)
        .setRangeOptions(RangeParameters.NO_RANGE);
  }

  /** The matcher for {@code 10.0.0.0/8}, {@code fd00::/8} or one address; null if it is neither. */
  public static NetworkMatcher of(String cidr) {
    IPAddress network = new IPAddressString(cidr, PLAIN_NETWORK).getAddress();
    return network == null ? null : new NetworkMatcher(network.toPrefixBlock());
  }

  @Override
  public boolean matches(String value) {
    IPAddress address = new IPAddressString(value, PLAIN_ADDRESS).getAddress();
    return address != null && network.contains(address);
  }

  @Override
  public String toString() {
    return network.toString();
  }
}
