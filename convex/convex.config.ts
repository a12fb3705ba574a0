import presence from "@convex-dev/presence/convex.config";
import rateLimiter from "@convex-dev/rate-limiter/convex.config";
import workpool from "@convex-dev/workpool/convex.config";
import { defineApp } from "convex/server";

/** Components by their packages; each keeps tables of its own. `scripts/codegen.mjs` types them. */
const app = defineApp();
app.use(presence);
app.use(rateLimiter);
app.use(workpool);
export default app;
