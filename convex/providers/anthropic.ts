import Anthropic from "@anthropic-ai/sdk";
import type { Provider, ProviderRequest, Usage } from "../lib/provider";
import { ProviderError } from "../lib/provider";
import { modelName, replyText } from "./replyText";
import { badReply, callOnWire, cutReply, type Peer } from "./wire";

/** Claude. No sampling parameters (its current models refuse them): the profile sets the effort. */

export type AnthropicSettings = { apiKey: string; baseUrl: string; defaultModel: string };

const EFFORT = { fast: "low", balanced: "medium", best: "high" } as const;

/** The models that still run but came before the effort setting. */
const WITHOUT_EFFORT = /^claude-(3|haiku-4|sonnet-4-[05]|opus-4-[01])/;

export function anthropicProvider(settings: AnthropicSettings): Provider {
  return {
    id: "anthropic",
    generate: (request, calls) => {
      const model = request.model ?? settings.defaultModel;
      const peer: Peer = {
        label: "Claude",
        setting: "ANTHROPIC_API_KEY",
        addressSetting: "ANTHROPIC_BASE_URL",
        model,
        secret: settings.apiKey,
      };

      return callOnWire(peer, calls, async (wire, onText) => {
        const client = new Anthropic({
          apiKey: settings.apiKey,
          authToken: null,
          baseURL: settings.baseUrl,
          fetch: wire.fetch,
          // The router retries and falls back; a client that does so too would double the wait and the bill.
          maxRetries: 0,
          logLevel: "off",
        });
        const reply = replyText(onText, null);
        const stream = client.messages.stream(bodyOf(request, model), { signal: wire.signal });
        let usedModel = model;
        let stopReason: string | null = null;
        const usage: Usage = { inputTokens: null, outputTokens: null, cachedInputTokens: null };
        try {
          for await (const event of stream) {
            if (event.type === "message_start") {
              usedModel = modelName(event.message.model || model);
              readUsage(usage, event.message.usage);
            } else if (event.type === "content_block_delta" && event.delta.type === "text_delta") {
              reply.add(event.delta.text);
            } else if (event.type === "message_delta") {
              stopReason = event.delta.stop_reason ?? stopReason;
              readUsage(usage, event.usage);
            }
          }
        } catch (error) {
          // Whole already, and paid for: a connection that dies behind the last word takes nothing away.
          if (stopReason === null) throw error;
        }
        const text = reply.end(stopReason === "max_tokens");
        return {
          text,
          model: usedModel,
          usage,
          finishReason: finishOf(peer, stopReason, text),
          firstTokenMs: reply.firstTokenMs(),
        };
      });
    },
  };
}

function bodyOf(request: ProviderRequest, model: string): Anthropic.MessageStreamParams {
  return {
    model,
    max_tokens: request.maxOutputTokens,
    // The same for every prompt, and the longest part: read from the cache after the first call.
    system: [{ type: "text", text: request.system, cache_control: { type: "ephemeral" } }],
    messages: request.messages.map(({ role, text }) => ({ role, content: text })),
    ...(WITHOUT_EFFORT.test(model) ? {} : { output_config: { effort: EFFORT[request.profile] } }),
  };
}

type WireUsage = {
  input_tokens?: number | null;
  output_tokens?: number | null;
  cache_read_input_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
};

/** Claude counts cached tokens beside `input_tokens`; ours are a part of them, as everyone else counts. */
function readUsage(usage: Usage, said: WireUsage | undefined): void {
  if (said === undefined) return;
  if (typeof said.output_tokens === "number") usage.outputTokens = said.output_tokens;
  if (typeof said.input_tokens !== "number") return;
  const cached = said.cache_read_input_tokens ?? 0;
  usage.inputTokens = said.input_tokens + cached + (said.cache_creation_input_tokens ?? 0);
  usage.cachedInputTokens = cached;
}

function finishOf(peer: Peer, stopReason: string | null, text: string): "stop" | "length" {
  switch (stopReason) {
    case null:
      throw text === "" ? badReply(peer, "sent no reply") : cutReply(peer);
    case "end_turn":
    case "stop_sequence":
      if (text.trim() === "") throw badReply(peer, "finished without a word");
      return "stop";
    case "max_tokens":
      if (text.trim() === "") throw badReply(peer, "spent all its tokens on thinking");
      return "length";
    case "model_context_window_exceeded":
      throw new ProviderError(
        "context_too_long",
        `The request is too long for ${peer.model}. Shorten it or choose a model with a longer context.`,
      );
    case "refusal":
      throw badReply(peer, "declined the request");
    default:
      throw badReply(peer, "stopped for a reason that has no place here");
  }
}
