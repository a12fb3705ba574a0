import { cronJobs } from "convex/server";
import { internal } from "./_generated/api";

const crons = cronJobs();

crons.interval("take up lost runs", { minutes: 1 }, internal.pipeline.steps.recover, {});
crons.interval("prune streamed text", { hours: 24 }, internal.pipeline.prune.run, {});

export default crons;
