/** Suites, cases, runs, cells, aggregates and votes. */
export const benchmarksTables = {};
