package dev.mirrorwatch.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "198.51.100.23",
        "0.0.0.0",
        "255.255.255.255",
        "2001:db8::1",
        "::",
        "::1",
        "fe80::",
        "2001:DB8:0:0:8:800:200C:417A",
        "::ffff:198.51.100.23",
        "64:ff9b::192.0.2.33"
      })
  void addresses(String text) {
    assertThat(IpLiterals.isIp(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "AWS Internal", "config.amazonaws.com", "256.1.1.1", "1.2.3", "1.2.3.4.5", "1.2.3.4 ",
            "1..2.3",
        "1:2", ":::", "1::2::3", "2001:db8::g", "12345::", "1:2:3:4:5:6:7:8:9", "::1.2.3",
            "1:2:3:4:5:6:7:8::",
        "fe80::1%eth0", "localhost", ":1", "1.2.3.4::"
      })
  void names(String text) {
    assertThat(IpLiterals.isIp(text)).isFalse();
  }
}
