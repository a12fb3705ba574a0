import { v } from "convex/values";
import { internalAction } from "../functions";
import { settings } from "../lib/settings";
import { cancelOnExecutor } from "../providers/executor";

/** Tells the executor that a job was canceled, so that it does not run on until the next sign of life. */
export const run = internalAction({
  args: { jobId: v.string() },
  returns: v.null(),
  handler: async (_ctx, { jobId }) => {
    const url = settings.workerUrl();
    if (url !== null) await cancelOnExecutor({ url, token: settings.workerToken() }, jobId);
    return null;
  },
});
