"use node";

import { v, type Infer } from "convex/values";
import { internal } from "./_generated/api";
import { internalAction } from "./functions";
import { makeAppChecker, type Diagnostic } from "./lib/appChecker";
import { settings } from "./lib/settings";

/**
 * The strict type check of an app in the backend, so that an app that nobody watches is mended too. It needs 300 MB for
 * the compiler, hence Node.
 */

const vChecked = v.union(
  v.object({
    findings: v.array(v.object({ line: v.number(), column: v.number(), code: v.string(), message: v.string() })),
  }),
  v.object({ notChecked: v.string() }),
);

const PACK_TIMEOUT_MS = 20_000;

type Checker = { url: string; check: (code: string) => Diagnostic[] };
/** Kept while this process is warm: reading the declarations takes seconds. */
let kept: Promise<Checker> | undefined;

/** Never throws: an app whose types cannot be checked is an app all the same, and the page checks it again. */
export const check = internalAction({
  args: { code: v.string() },
  returns: vChecked,
  handler: async (_ctx, { code }): Promise<Infer<typeof vChecked>> => await checkTypes(code),
});

/** Checks an app that is shown already, and notes how many findings it has. */
export const checkStored = internalAction({
  args: { generationId: v.id("generations") },
  returns: v.null(),
  handler: async (ctx, { generationId }): Promise<null> => {
    const code = await ctx.runQuery(internal.pipeline.appNotes.codeText, { generationId });
    if (code === null) return null;
    const checked = await checkTypes(code);
    if ("findings" in checked)
      await ctx.runMutation(internal.pipeline.appNotes.noteTypes, { generationId, findings: checked.findings.length });
    return null;
  },
});

async function checkTypes(code: string): Promise<Infer<typeof vChecked>> {
  const url = settings.appTypesUrl();
  if (url === null) return { notChecked: "APP_TYPES_URL is not set." };
  try {
    if (kept === undefined || (await kept).url !== url) kept = loadChecker(url);
    return { findings: (await kept).check(code) };
  } catch (error) {
    kept = undefined;
    const message = error instanceof Error ? error.message : String(error);
    console.warn("appTypes.check:", message);
    return { notChecked: message };
  }
}

async function loadChecker(url: string): Promise<Checker> {
  const { default: typescript } = await import("typescript");
  const response = await fetch(url, { signal: AbortSignal.timeout(PACK_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`The type declarations could not be loaded from ${url} (${response.status}).`);
  return { url, check: makeAppChecker(typescript, (await response.json()) as Record<string, string>) };
}
