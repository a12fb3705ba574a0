import type { LinkStatus } from "../lib/links";
import { letsFrame, probeRefusal } from "../lib/probeTargets";

/** Asks other people's pages how they are: the head of the answer alone, never its text. */

const ANSWER_WITHIN_MS = 5_000;
const MAX_REDIRECTS = 3;

/**
 * @param allowedOrigins origins that may be asked wherever they lead
 * @param ownOrigin the page that would show it in a frame
 * @returns what was found; an address that must not be asked, or that leads to one, is not asked
 */
export async function askLink(
  address: string,
  allowedOrigins: readonly string[],
  ownOrigin: string,
): Promise<Omit<LinkStatus, "at">> {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  let url = address;
  for (let step = 0; step <= MAX_REDIRECTS; step++) {
    const refusal = probeRefusal(url, allowedOrigins);
    if (refusal !== null) {
      return { state: "not_asked", detail: step === 0 ? refusal : `It leads to ${hostOf(url)}. ${refusal}` };
    }
    let response: Response;
    try {
      // Each step is checked before it is taken, so none is followed unseen.
      response = await fetch(url, { redirect: "manual", signal, headers: { Accept: "text/html" } });
    } catch {
      const detail = signal.aborted ? `No answer within ${ANSWER_WITHIN_MS / 1_000} s.` : "Nobody answers there.";
      return { state: "away", detail };
    }
    const next = response.status >= 300 && response.status < 400 ? response.headers.get("location") : null;
    const { status, headers } = response;
    await response.body?.cancel().catch(() => undefined);
    if (next === null || !URL.canParse(next, url)) {
      if (status >= 400) return { state: "error", detail: `It answers ${status}.` };
      if (letsFrame(headers, url, ownOrigin)) return { state: "open", detail: "It answers." };
      return { state: "unframed", detail: "It answers, and lets no other page frame it." };
    }
    url = new URL(next, url).href;
  }
  return { state: "error", detail: `It leads on more than ${MAX_REDIRECTS} times.` };
}

function hostOf(url: string): string {
  return new URL(url).host;
}
