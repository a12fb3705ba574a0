import type { ProviderReply, Usage } from "../lib/provider";
import type { Message } from "../lib/provider";
import { modelName, replyText } from "./replyText";
import { thoughtFilter } from "./thoughtFilter";
import { badReply, cutReply, type Peer } from "./wire";

/** The chat/completions stream that OpenAI-compatible servers and Hugging Face share: from its pieces to one reply. */

/** As loose as the servers are: every field is checked before it counts. */
export type ChatPiece = {
  model?: unknown;
  choices?: ReadonlyArray<{ delta?: { content?: unknown } | null; finish_reason?: unknown } | null> | null;
  usage?: unknown;
};

/** Reasoning models whose chat template opens the thought itself, so that only its end is in the reply. */
const STARTS_IN_THOUGHT = /reason|think|qwq|deepseek-r|[-_:/]r1\b/i;

export function chatMessages(system: string, messages: Message[]) {
  return [{ role: "system" as const, content: system }, ...messages.map(({ role, text }) => ({ role, content: text }))];
}

/**
 * Reads the stream to its end.
 * @throws ProviderError when it ends without a finish reason or without text; whatever the stream throws otherwise
 */
export async function readChatStream(
  peer: Peer,
  pieces: AsyncIterable<ChatPiece>,
  onText: (text: string) => void,
): Promise<ProviderReply> {
  const reply = replyText(onText, thoughtFilter(STARTS_IN_THOUGHT.test(peer.model)));
  let usedModel = peer.model;
  let finish: string | null = null;
  let usage: Usage = { inputTokens: null, outputTokens: null, cachedInputTokens: null };
  let count = 0;
  try {
    for await (const piece of pieces) {
      count += 1;
      if (typeof piece.model === "string" && piece.model !== "") usedModel = modelName(piece.model);
      const choice = piece.choices?.[0];
      const content = choice?.delta?.content;
      if (typeof content === "string") reply.add(content);
      if (typeof choice?.finish_reason === "string" && choice.finish_reason !== "") finish = choice.finish_reason;
      if (typeof piece.usage === "object" && piece.usage !== null) usage = usageOf(piece.usage);
    }
  } catch (error) {
    // Whole already, and paid for: only the usage may be missing.
    if (finish === null) throw error;
  }
  const isCut = finish === "length";
  const text = reply.end(isCut);
  return {
    text,
    model: usedModel,
    usage,
    finishReason: finishOf(peer, finish, text, count),
    firstTokenMs: reply.firstTokenMs(),
  };
}

function finishOf(peer: Peer, finish: string | null, text: string, pieces: number): "stop" | "length" {
  if (finish === null) throw pieces === 0 || text === "" ? badReply(peer, "sent no reply") : cutReply(peer);
  if (finish === "content_filter") throw badReply(peer, "declined the request");
  // Other words for "done" are met in the wild (eos, eos_token, stop_sequence).
  const isLength = finish === "length" || finish === "max_tokens";
  if (text.trim() === "") {
    throw badReply(peer, isLength ? "spent all its tokens on thinking" : "finished without a word");
  }
  return isLength ? "length" : "stop";
}

function usageOf(said: object): Usage {
  const count = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : null);
  const fields = said as Record<string, unknown>;
  const details = fields.prompt_tokens_details;
  const cached =
    typeof details === "object" && details !== null && "cached_tokens" in details ? details.cached_tokens : null;
  return {
    inputTokens: count(fields.prompt_tokens),
    outputTokens: count(fields.completion_tokens),
    cachedInputTokens: count(cached),
  };
}
