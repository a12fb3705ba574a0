// What `npm test` says at its end: how many passed and the name of each failure, out of three runners' reports.
import { describe, expect, it } from "vitest";
// @ts-expect-error The scripts are plain JavaScript: they run before anything is installed.
import { playwrightCounts, pytestCounts, vitestCounts } from "../../scripts/lib/testReports.mjs";

const passedTest = { status: "passed", fullName: "adds", failureMessages: [] };

describe("vitest", () => {
  it("names the failed test and its first line", () => {
    const report = {
      numPassedTests: 1,
      numPendingTests: 2,
      numTodoTests: 0,
      testResults: [
        {
          name: "/somewhere/convex/board.test.ts",
          status: "failed",
          message: "",
          assertionResults: [
            passedTest,
            { status: "failed", fullName: "a board ranks", failureMessages: ["Error: 2 is not 3\n    at board.ts:4"] },
          ],
        },
      ],
    };
    expect(vitestCounts(report, 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 2,
      failures: ["convex/board.test.ts › a board ranks: Error: 2 is not 3"],
    });
  });

  it("counts a file that does not load", () => {
    const report = {
      numPassedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: [{ name: "/x/a.test.ts", status: "failed", message: "Cannot find ./b", assertionResults: [] }],
    };
    expect(vitestCounts(report, 1).failures).toEqual(["x/a.test.ts: Cannot find ./b"]);
  });

  it("counts a runner that ends badly although every test passed", () => {
    const report = {
      numPassedTests: 1,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: [{ name: "/x/a.test.ts", status: "passed", message: "", assertionResults: [passedTest] }],
    };
    expect(vitestCounts(report, 134)).toMatchObject({ failed: 1, failures: ["the runner ended with status 134"] });
    expect(vitestCounts(report, 0)).toMatchObject({ passed: 1, failed: 0, failures: [] });
  });
});

describe("pytest", () => {
  it("names failures and errors, and leaves a test without either alone", () => {
    const xml =
      '<testsuites><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="5" time="2.1">' +
      '<testcase classname="tests.test_a" name="test_good" time="0.1" />' +
      '<testcase classname="tests.test_a" name="test_bad" time="0.1"><failure message="assert 1 == 2&#10;more">x</failure></testcase>' +
      '<testcase classname="tests.test_b" name="test_broken" time="0.1"><error message="fixture">x</error></testcase>' +
      "</testsuite></testsuites>";
    expect(pytestCounts(xml, 1)).toEqual({
      passed: 2,
      failed: 2,
      skipped: 1,
      failures: ["tests.test_a › test_bad: assert 1 == 2", "tests.test_b › test_broken: fixture"],
    });
  });
});

describe("playwright", () => {
  it("names a failed story by file, line and title, without colour", () => {
    const report = {
      stats: { expected: 3, flaky: 0, skipped: 1, unexpected: 1 },
      suites: [
        {
          file: "people.spec.ts",
          specs: [
            { title: "fine", line: 3, ok: true, tests: [] },
            {
              title: "a comment is read",
              line: 20,
              ok: false,
              tests: [{ results: [{ error: { message: "\u001b[31mTimed out\u001b[39m\nmore" } }] }],
            },
          ],
        },
      ],
    };
    expect(playwrightCounts(report, 1)).toEqual({
      passed: 3,
      failed: 1,
      skipped: 1,
      failures: ["people.spec.ts:20 › a comment is read: Timed out"],
    });
  });
});
