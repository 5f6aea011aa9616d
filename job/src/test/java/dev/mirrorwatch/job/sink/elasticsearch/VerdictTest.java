package dev.mirrorwatch.job.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

  @ParameterizedTest
  @CsvSource({
    "200, '', WRITTEN",
    "201, '', WRITTEN",
    "409, version_conflict_engine_exception, ALREADY_THERE",
    "429, es_rejected_execution_exception, RETRY",
    "408, '', RETRY",
    "500, '', RETRY",
    "502, '', RETRY",
    "503, unavailable_shards_exception, RETRY",
    "400, document_parsing_exception, REJECTED",
    "413, '', REJECTED",
    "404, index_not_found_exception, FATAL",
    "401, security_exception, FATAL",
    "403, security_exception, FATAL",
  })
  void followsTheStatus(int status, String errorType, Verdict verdict) {
    assertThat(Verdict.of(status, errorType)).isEqualTo(verdict);
  }
}
