import { cronJobs } from "convex/server";
import { internal } from "./_generated/api";

const crons = cronJobs();

crons.interval("take up lost runs", { minutes: 1 }, internal.pipeline.steps.recover, {});
crons.interval("tend benchmark runs", { minutes: 1 }, internal.benchmarkRuns.tend, {});
crons.interval("take up lost readings", { minutes: 1 }, internal.pipeline.readDocument.recover, {});
crons.interval("prune streamed text", { hours: 24 }, internal.pipeline.prune.run, {});

crons.interval("drop uploads that nothing took", { hours: 24 }, internal.uploads.sweep, {});
crons.interval("delete workspaces whose days are over", { hours: 1 }, internal.purge.due, {});

export default crons;
