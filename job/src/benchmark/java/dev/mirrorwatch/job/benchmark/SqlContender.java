package dev.mirrorwatch.job.benchmark;

import java.util.HashSet;
import java.util.Set;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** Flink SQL: the filesystem connector, the JSON format and MATCH_RECOGNIZE. */
final class SqlContender implements Contender {

  private static final String TRAIL =
      """
      CREATE TABLE trail (
        userIdentity ROW<arn STRING>,
        eventTime TIMESTAMP_LTZ(3),
        eventSource STRING,
        eventName STRING,
        awsRegion STRING,
        recipientAccountId STRING,
        errorCode STRING,
        responseElements ROW<
          CreateTrafficMirrorTargetResponse
            ROW<trafficMirrorTarget ROW<trafficMirrorTargetId STRING>>,
          CreateTrafficMirrorFilterResponse
            ROW<trafficMirrorFilter ROW<trafficMirrorFilterId STRING>>,
          CreateTrafficMirrorFilterRuleResponse
            ROW<trafficMirrorFilterRule ROW<trafficMirrorFilterId STRING>>,
          CreateTrafficMirrorSessionResponse
            ROW<trafficMirrorSession
              ROW<trafficMirrorTargetId STRING, trafficMirrorFilterId STRING>>>,
        WATERMARK FOR eventTime AS eventTime - INTERVAL '15' MINUTE
      ) WITH (
        'connector' = 'filesystem',
        'path' = '%s',
        'format' = 'json',
        'json.timestamp-format.standard' = 'ISO-8601',
        'json.ignore-parse-errors' = 'true'
      )
      """;

  private static final String PARTS =
      """
      CREATE TEMPORARY VIEW parts AS
      SELECT
        userIdentity.arn AS principal,
        recipientAccountId AS account,
        awsRegion AS region,
        eventTime,
        CASE eventName
          WHEN 'CreateTrafficMirrorTarget' THEN 0
          WHEN 'CreateTrafficMirrorFilter' THEN 1
          WHEN 'CreateTrafficMirrorFilterRule' THEN 2
          ELSE 3
        END AS stage,
        COALESCE(
          responseElements.CreateTrafficMirrorTargetResponse
            .trafficMirrorTarget.trafficMirrorTargetId,
          responseElements.CreateTrafficMirrorSessionResponse
            .trafficMirrorSession.trafficMirrorTargetId) AS target_id,
        COALESCE(
          responseElements.CreateTrafficMirrorFilterResponse
            .trafficMirrorFilter.trafficMirrorFilterId,
          responseElements.CreateTrafficMirrorFilterRuleResponse
            .trafficMirrorFilterRule.trafficMirrorFilterId,
          responseElements.CreateTrafficMirrorSessionResponse
            .trafficMirrorSession.trafficMirrorFilterId) AS filter_id
      FROM trail
      WHERE eventSource = 'ec2.amazonaws.com'
        AND errorCode IS NULL
        AND eventName IN (
          'CreateTrafficMirrorTarget', 'CreateTrafficMirrorFilter',
          'CreateTrafficMirrorFilterRule', 'CreateTrafficMirrorSession')
      """;

  // SQL knows strict order only: what stands between the stages has to be said.
  private static final String STAGINGS =
      """
      SELECT principal, target_id
      FROM parts MATCH_RECOGNIZE (
        PARTITION BY principal, account, region
        ORDER BY eventTime, stage
        MEASURES S.target_id AS target_id
        ONE ROW PER MATCH
        AFTER MATCH SKIP TO NEXT ROW
        PATTERN (T X*? F Y*? R Z*? S) WITHIN INTERVAL '2' HOUR
        DEFINE
          T AS T.stage = 0,
          F AS F.stage = 1,
          R AS R.stage = 2 AND R.filter_id = F.filter_id,
          S AS S.stage = 3 AND S.filter_id = F.filter_id AND S.target_id = T.target_id
      )
      """;

  @Override
  public Set<Staging> run(Task task) throws Exception {
    StreamTableEnvironment tables = StreamTableEnvironment.create(LocalFlink.environment());
    tables.executeSql(TRAIL.formatted(folder(task)));
    tables.executeSql(PARTS);
    Set<Staging> found = new HashSet<>();
    try (CloseableIterator<Row> rows = tables.executeSql(STAGINGS).collect()) {
      rows.forEachRemaining(
          row ->
              found.add(
                  new Staging((String) row.getField(0), (String) row.getField(1))));
    }
    return found;
  }

  /** The connector reads folders, and one of several files has to hold nothing else. */
  private static String folder(Task task) {
    return task.files().get(0).toAbsolutePath().getParent().toUri().toString();
  }
}
