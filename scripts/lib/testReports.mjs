// Reads what the three test runners report, so that `npm test` can add them up and name what failed.

/** @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Counts */

const firstLine = (text) => (text ?? "").trim().split("\n")[0].slice(0, 300);

/** A runner that ends badly without a failed test (a crash, a file that does not load) still counts as one failure. */
function counts(passed, skipped, failures, status) {
  const named = failures.length > 0 || status === 0 ? failures : [`the runner ended with status ${status}`];
  return { passed, failed: named.length, skipped, failures: named };
}

/**
 * @param {object} report vitest's JSON report
 * @param {number} status the runner's exit status
 * @returns {Counts}
 */
export function vitestCounts(report, status) {
  const failures = report.testResults.flatMap((file) => {
    const name = file.name.split("/").slice(-2).join("/");
    const failed = file.assertionResults.filter((test) => test.status === "failed");
    if (file.status === "failed" && file.assertionResults.length === 0) {
      return [`${name}: ${firstLine(file.message) || "the file did not load"}`];
    }
    return failed.map((test) => `${name} › ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
  });
  return counts(report.numPassedTests, report.numPendingTests + report.numTodoTests, failures, status);
}

/**
 * @param {string} xml pytest's JUnit report
 * @param {number} status
 * @returns {Counts}
 */
export function pytestCounts(xml, status) {
  const suite = /<testsuite [^>]*>/.exec(xml)?.[0] ?? "";
  const count = (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failures = [...xml.matchAll(/<testcase ([^>]*[^/])><(?:failure|error) message="([^"]*)"/g)].map((found) => {
    const attribute = (name) => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(found[1])?.[1] ?? "";
    return `${attribute("classname")} › ${attribute("name")}: ${firstLine(found[2].replaceAll("&#10;", "\n"))}`;
  });
  const failed = count("failures") + count("errors");
  return counts(count("tests") - failed - count("skipped"), count("skipped"), failures, status);
}

/**
 * @param {object} report Playwright's JSON report
 * @param {number} status
 * @returns {Counts}
 */
export function playwrightCounts(report, status) {
  const failures = [];
  const visit = (suite, file) => {
    for (const spec of suite.specs ?? []) {
      if (spec.ok) continue;
      const results = spec.tests.flatMap((test) => test.results);
      const message = results.map((result) => result.error?.message).find(Boolean);
      failures.push(`${file}:${spec.line} › ${spec.title}: ${firstLine(message?.replaceAll(/\u001b\[[0-9;]*m/g, ""))}`);
    }
    for (const inner of suite.suites ?? []) visit(inner, inner.file ?? file);
  };
  for (const suite of report.suites) visit(suite, suite.file);
  return counts(report.stats.expected + report.stats.flaky, report.stats.skipped, failures, status);
}
