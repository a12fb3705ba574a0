import { defineSchema } from "convex/server";
import { appsTables } from "./tables/apps";
import { benchmarksTables } from "./tables/benchmarks";
import { coreTables } from "./tables/core";
import { documentsTables } from "./tables/documents";
import { manufacturingTables } from "./tables/manufacturing";
import { peopleTables } from "./tables/people";
import { pipelineTables } from "./tables/pipeline";
import { teamsTables } from "./tables/teams";
import { versionsTables } from "./tables/versions";

/**
 * Each area keeps its tables in a file of its own. Three rules carry them: what churns has a row of its own (jobs, chunks, logs), what is large has a
 * row of its own (codes, results), and what is counted is kept in the mutation that changes it.
 * Times are milliseconds, lengths millimetres, money whole micro-dollars.
 */
export default defineSchema({
  ...coreTables,
  ...peopleTables,
  ...teamsTables,
  ...pipelineTables,
  ...benchmarksTables,
  ...documentsTables,
  ...manufacturingTables,
  ...appsTables,
  ...versionsTables,
});
