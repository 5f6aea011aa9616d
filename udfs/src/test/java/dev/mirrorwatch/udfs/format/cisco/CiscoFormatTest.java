package dev.mirrorwatch.udfs.format.cisco;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mirrorwatch.udfs.event.AuditEvent;
import dev.mirrorwatch.udfs.event.DefectReason;
import dev.mirrorwatch.udfs.event.Origin;
import dev.mirrorwatch.udfs.event.RawLog;
import dev.mirrorwatch.udfs.format.FieldDemand;
import dev.mirrorwatch.udfs.format.LogDecoder;
import dev.mirrorwatch.udfs.format.LogFormats;
import dev.mirrorwatch.udfs.format.Normalized;
import dev.mirrorwatch.udfs.format.Reception;
import dev.mirrorwatch.udfs.format.RecordLimits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CiscoFormatTest {

  private static final Reception NOON =
      Reception.at(Instant.parse("2026-05-04T12:00:00Z").toEpochMilli());

  private static final Set<String> FIELDS =
      Set.of(
          "host.name",
          "user.name",
          "source.ip",
          "event.action",
          "event.code",
          "event.outcome",
          "process.command_line",
          "cisco.clock",
          "cisco.command",
          "cisco.mode",
          "cisco.terminal",
          "cisco.privilege_level",
          "mirror.session_id",
          "mirror.source_id",
          "mirror.destination",
          "mirror.type",
          "principal.id",
          "principal.human");

  private static List<RawLog> decode(String text) {
    List<RawLog> logs = new ArrayList<>();
    LogDecoder.decode(
        text.getBytes(StandardCharsets.UTF_8),
        "network",
        Origin.kafka("syslog", 0, 7),
        NOON,
        RecordLimits.DEFAULT,
        null,
        logs::add);
    return logs;
  }

  private static AuditEvent event(String text) {
    List<RawLog> logs = decode(text);
    assertThat(logs).hasSize(1);
    assertThat(logs.get(0).defect()).as(logs.get(0).detail()).isNull();
    Normalized result = new LogFormats(new FieldDemand(FIELDS, true)).normalize(logs.get(0));
    assertThat(result.event()).as(result.detail()).isNotNull();
    return result.event();
  }

  private static String field(AuditEvent event, String name) {
    List<String> values = event.fields().values(name);
    return values.isEmpty() ? null : values.get(0);
  }

  /** Message, user, source address, action, command, outcome. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          %PARSER-5-CFGLOG_LOGGEDCMD: User:alice  logged command:no ip http server | alice | - | command | no ip http server | success
          %PARSER-5-CFGLOG_LOGGEDCMD: User:alice logged command:end               | alice | - | command | end | success
          %PARSER-5-CFGLOG_LOGGEDCMD: User:console  logged command:hostname x     | console | - | command | hostname x | success
          %PARSER-5-CFGLOG_LOGGEDCMD: User:unknown user  logged command:end       | -     | - | command | end | success
          %PARSER-5-CFGLOG_LOGGEDCMD: User:alice  logged command:!exec: enable    | alice | - | command | !exec: enable | success
          %SYS-5-CONFIG_I: Configured from console by alice on vty0 (192.0.2.9)   | alice | 192.0.2.9 | CONFIG_I | - | success
          %SYS-5-CONFIG_I: Configured from memory by console                      | console | - | CONFIG_I | - | success
          %SYS-5-CONFIG_P: Configured programmatically by process SSH from console as alice on vty1 | alice | - | CONFIG_P | - | success
          %DMI-5-CONFIG_I: R0/0: dmiauthd: Configured from NETCONF/RESTCONF by alice, transaction-id 81 | alice | - | CONFIG_I | - | success
          %DMI-5-AUTH_PASSED: R0/0: dmiauthd: User 'alice' authenticated successfully from 192.0.2.9:57382 and was authorized for netconf over ssh | alice | 192.0.2.9 | AUTH_PASSED | - | success
          %MGBL-SYS-5-CONFIG_I : Configured from console by alice on vty0 (192.0.2.9) | alice | 192.0.2.9 | CONFIG_I | - | success
          %VSHD-5-VSHD_SYSLOG_CONFIG_I: Configured from vty by alice on 192.0.2.9@pts/2 | alice | 192.0.2.9 | VSHD_SYSLOG_CONFIG_I | - | success
          %VSHD-5-VSHD_SYSLOG_CMD_EXEC: User:alice executed the command:show run  | alice | - | command | show run | success
          %AAAA-6-ACCTLOCAL: Username: alice Privilege level: 15 Command: copy run start <cr> | alice | - | command | copy run start | success
          %SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: alice] [Source: 192.0.2.9] [localport: 22] at 07:57:58 CET Mon May 4 2026 | alice | 192.0.2.9 | LOGIN_SUCCESS | - | success
          %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: alice] [Source: 192.0.2.9] [localport: 22] [Reason: Login Authentication Failed] at 07:57:58 CET Mon May 4 2026 | alice | 192.0.2.9 | LOGIN_FAILED | - | failure
          %SYS-6-LOGOUT: User alice has exited tty session 3(192.0.2.9)           | alice | 192.0.2.9 | LOGOUT | - | unknown
          %AAA-6-AAA_ACCOUNTING_MESSAGE: start:vsh.bin.30212:alice:               | alice | - | AAA_ACCOUNTING_MESSAGE | - | unknown
          %AAA-6-AAA_ACCOUNTING_MESSAGE: update:192.0.2.9@pts/0:alice:show version (SUCCESS) | alice | 192.0.2.9 | command | show version | success
          %AAA-6-AAA_ACCOUNTING_MESSAGE: update:192.0.2.9@pts/0:alice:configure terminal ; feature x (FAILURE) | alice | 192.0.2.9 | command | feature x | failure
          %HA_EM-6-LOG: watch: cli entered                                        | -     | - | LOG | - | unknown
          %SPAN-6-SESSION_UP: Session 1 is up                                     | -     | - | SESSION_UP | - | unknown
          %MIRROR-6-ETH_SPAN_SESSION_UP: Session 1                                | -     | - | ETH_SPAN_SESSION_UP | - | unknown
          """)
  void readsWhoDidWhat(
      String message, String user, String ip, String action, String command, String outcome) {
    AuditEvent event = event("<189>1201: core-sw1: May  4 09:00:01: " + message);

    assertThat(field(event, "user.name")).as("user").isEqualTo(user);
    assertThat(field(event, "source.ip")).as("ip").isEqualTo(ip);
    assertThat(field(event, "event.action")).as("action").isEqualTo(action);
    assertThat(field(event, "process.command_line")).as("command").isEqualTo(command);
    assertThat(event.outcome().text()).isEqualTo(outcome);
    assertThat(field(event, "host.name")).isEqualTo("core-sw1");
    assertThat(event.principal().id()).isEqualTo(user == null ? "core-sw1" : "core-sw1\\" + user);
    assertThat(event.principal().human()).isNull();
    assertThat(event.product()).isEqualTo("cisco");
  }

  /** Everything that a TACACS+ server or NX-OS writes down for one command. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          May  4 09:00:01\\tsw1\\talice\\ttty2\\t192.0.2.9\\tstop\\ttask_id=7\\ttimezone=CEST\\tservice=shell\\tpriv-lvl=15\\tcmd=monitor session 1 type erspan-source <cr>~ 2026-05-04T07:00:01Z
          Mon May  4 09:00:01 2026\\tsw1\\talice\\ttty2\\t192.0.2.9\\tstop\\ttask_id=7\\tservice=shell\\tpriv-lvl=15\\tcmd=monitor session 1 type erspan-source <cr>~ 2026-05-04T09:00:01Z
          Mon May  4 09:00:01 2026 sw1 alice tty2 192.0.2.9 stop task_id=7 service=shell priv-lvl=15 cmd=monitor session 1 type erspan-source <cr>~ 2026-05-04T09:00:01Z
          2026-05-04 09:00:01 +0000|!|sw1|!|alice|!|tty2|!|192.0.2.9|!|stop|!|task_id=7|!|service=shell|!|priv-lvl=15|!|cmd=monitor session 1 type erspan-source <cr>~ 2026-05-04T09:00:01Z
          <181>May  4 09:00:02 ise1 CISE_TACACS_Accounting 0000012345 1 0 2026-05-04 09:00:01.000 +00:00 0001234567 3300 NOTICE Tacacs-Accounting: TACACS+ Accounting with Command, ConfigVersionId=5, Device IP Address=192.0.2.1, CmdSet=[ CmdAV=monitor CmdArgAV=session CmdArgAV=1 CmdArgAV=type CmdArgAV=erspan-source CmdArgAV=<cr> ], NetworkDeviceName=sw1, Privilege-Level=15, User=alice, Port=tty2, Remote-Address=192.0.2.9, AVPair=task_id=7, Response={AcctReply-Status=Success; }~ 2026-05-04T09:00:01Z
          """)
  void readsTacacsAccounting(String line, String time) {
    AuditEvent event = event(line.replace("\\t", "\t"));

    assertThat(Instant.ofEpochMilli(event.time())).isEqualTo(Instant.parse(time));
    assertThat(field(event, "host.name")).isEqualTo("sw1");
    assertThat(field(event, "user.name")).isEqualTo("alice");
    assertThat(field(event, "source.ip")).isEqualTo("192.0.2.9");
    assertThat(field(event, "cisco.terminal")).isEqualTo("tty2");
    assertThat(field(event, "cisco.privilege_level")).isEqualTo("15");
    assertThat(field(event, "event.action")).isEqualTo("command");
    assertThat(field(event, "process.command_line"))
        .isEqualTo("monitor session 1 type erspan-source");
    assertThat(event.service()).isEqualTo("aaa");
    assertThat(event.part().key()).isEqualTo("sw1\\alice|tacacs|tty2");
  }

  @Test
  void anEmptyUserInAccountingIsNone() {
    AuditEvent event =
        event(
            "2026-05-04 09:00:01 +0000|!|192.0.2.1|!||!|tty0|!|async|!|stop|!|task_id=25|!|"
                + "cmd=configure terminal <cr>");

    assertThat(event.principal().id()).isEqualTo("192.0.2.1");
    assertThat(event.principal().name()).isNull();
    assertThat(event.sourceAddress()).isNull();
  }

  @Test
  void theOutcomeOfAnAuthorizationIsItsOwn() {
    String line =
        "<181>May  4 09:00:02 ise1 CISE_Failed_Attempts 0000012345 1 0 2026-05-04 09:00:01.000"
            + " +00:00 0001234567 5203 NOTICE Device-Administration: Command Authorization failed,"
            + " Device IP Address=192.0.2.1, UserName=alice, CmdSet=[ CmdAV=copy CmdArgAV=run ],"
            + " NetworkDeviceName=sw1";

    assertThat(field(event(line), "event.outcome")).isEqualTo("denied");
    assertThat(field(event(line), "process.command_line")).isEqualTo("copy run");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          configure terminal ; monitor session 1 type erspan-source ; destination ip 198.51.100.9 | monitor session 1 type erspan-source | sw1/1 | - | 198.51.100.9 | erspan
          configure terminal ; monitor session 1 ; source interface Ethernet1/1 both              | monitor session 1 | sw1/1 | Ethernet1/1 | - | span
          configure terminal ; monitor session 1 ; no shut                                        | monitor session 1 | sw1/1 | - | - | span
          configure terminal ; interface Ethernet1/1 ; no shutdown                                | - | - | - | - | -
          """)
  void nxosAccountingTellsTheMode(
      String path, String mode, String session, String source, String destination, String type) {
    String line =
        "Mon May  4 09:00:01 2026:type=update:id=192.0.2.9@pts/3:user=alice:cmd="
            + path
            + " (SUCCESS)";
    ObjectNode wrapped = JsonNodeFactory.instance.objectNode().put("message", line);
    wrapped.put("host", "sw1");

    AuditEvent event = event(wrapped.toString());

    assertThat(event.part()).isNull();
    assertThat(field(event, "cisco.mode")).isEqualTo(mode);
    assertThat(field(event, "mirror.session_id")).isEqualTo(session);
    assertThat(field(event, "mirror.source_id")).isEqualTo(source);
    assertThat(field(event, "mirror.destination")).isEqualTo(destination);
    assertThat(field(event, "mirror.type")).isEqualTo(type);
    assertThat(field(event, "source.ip")).isEqualTo("192.0.2.9");
  }

  @Test
  void aWrappedLineIsReadLikeThePlainOne() {
    String line = "<189>12: *Jan  2 00:00:43: %SYS-5-CONFIG_I: Configured from console by alice";
    ObjectNode wrapped = JsonNodeFactory.instance.objectNode().put("message", line);
    wrapped.put("@timestamp", "2026-05-04T11:59:00Z");
    wrapped.putObject("host").put("name", "shipper");
    wrapped.putObject("log").putObject("source").put("address", "192.0.2.1:514");

    AuditEvent event = event(wrapped.toString());

    assertThat(Instant.ofEpochMilli(event.time())).isEqualTo(Instant.parse("2026-05-04T11:59:00Z"));
    assertThat(field(event, "cisco.clock")).isEqualTo("unsynced");
    assertThat(field(event, "host.name")).isEqualTo("192.0.2.1");
    assertThat(event.principal().id()).isEqualTo("192.0.2.1\\alice");
  }

  @Test
  void theWholeLineIsThereForKeywords() {
    String line = "<189>12: sw1: May  4 09:00:01: %SYS-5-RESTART: System restarted";

    assertThat(event(line).fields().leaves()).containsExactly(line);
    assertThat(new String(event(line).raw(), StandardCharsets.UTF_8)).isEqualTo(line);
  }

  @Test
  void theIdTellsLinesApartAndRelaysDoNot() {
    String line = "sw1: 000012: May  4 09:00:01: %SYS-5-RESTART: System restarted";
    String id = event("<189>7: " + line).id();

    assertThat(event("May  4 09:00:02 192.0.2.1 <189>9: " + line).id()).isEqualTo(id);
    assertThat(event("<189>7: " + line.replace("000012", "000013")).id()).isNotEqualTo(id);
    assertThat(event("<189>7: " + line.replace("sw1", "sw2")).id()).isNotEqualTo(id);
    assertThat(event("<189>7: " + line.replace("09:00:01", "09:00:02")).id()).isNotEqualTo(id);
  }

  @Test
  void linesOfAFileAreRecordsAndOtherTextIsADeadLetter() {
    String line = "<189>12: sw1: May  4 09:00:01: %SYS-5-RESTART: System restarted";

    List<RawLog> logs =
        decode(line + "\r\n\n" + "something else\n" + "{\"message\":\"" + line + "\"}\n" + line);

    assertThat(logs)
        .extracting(RawLog::defect)
        .containsExactly(null, DefectReason.MALFORMED_JSON, null, null);
    assertThat(logs.get(1).detail()).contains("no line of a network device");
    assertThat(logs.get(0).eventTime())
        .isEqualTo(Instant.parse("2026-05-04T09:00:01Z").toEpochMilli());
  }

  @ParameterizedTest
  @CsvSource({
    "%TCP-6-BADAUTH: No MD5 digest from 192.0.2.1(179) to 192.0.2.2(4431), bgp",
    "%IP-TCP-3-BADAUTH: Invalid MD5 digest from 192.0.2.1:4431 to 192.0.2.2:179, bgp",
    "%TCP-6-BADAUTH: No MD5 digest from 192.0.2.1(646) to 192.0.2.2(4431), ldp",
    "%LDP-5-NBRCHG: LDP Neighbor 192.0.2.1:0 is DOWN, ldp",
    "%SPAN-6-SESSION_UP: Session 1, ios",
    "%AAAA-4-CLI_DEPRECATED: WARNING, aaa",
    "%SYS-6-LOGOUT: User alice has exited tty session 3(192.0.2.9), aaa"
  })
  void theServiceIsTheOneThatRulesName(String message, String service) {
    assertThat(event("<189>12: sw1: May  4 09:00:01: " + message).service()).isEqualTo(service);
  }
}
