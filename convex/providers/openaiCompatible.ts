import OpenAI from "openai";
import type { Provider } from "../lib/provider";
import { chatMessages, readChatStream } from "./chatStream";
import { callOnWire, type Peer } from "./wire";

/** Any server that speaks OpenAI's chat/completions: Ollama, llama.cpp, vLLM, OpenRouter, our own Seed-Coder. */

export type OpenaiCompatibleSettings = {
  id: "local" | "seedCoder" | "openrouter";
  label: string;
  /** The settings a person has to look at when the server refuses, and when it is not found. */
  setting: string;
  addressSetting: string;
  /** Ends in `/v1`. */
  baseUrl: string;
  /** Null: the server asks for none. */
  apiKey: string | null;
  defaultModel: string;
  /** Undefined: left to the server, for those that pass on to models which refuse the parameter. */
  temperature: number | undefined;
  headers?: Record<string, string>;
};

export function openaiCompatibleProvider(settings: OpenaiCompatibleSettings): Provider {
  return {
    id: settings.id,
    generate: (request, calls) => {
      const model = request.model ?? settings.defaultModel;
      const peer: Peer = {
        label: settings.label,
        setting: settings.setting,
        addressSetting: settings.addressSetting,
        model,
        secret: settings.apiKey,
      };

      return callOnWire(peer, calls, async (wire, onText) => {
        const client = new OpenAI({
          apiKey: settings.apiKey ?? "none",
          organization: null,
          project: null,
          baseURL: settings.baseUrl,
          fetch: wire.fetch,
          // The router retries and falls back; a client that does so too would double the wait and the bill.
          maxRetries: 0,
          logLevel: "off",
          defaultHeaders: { ...settings.headers, ...(settings.apiKey === null ? { Authorization: null } : {}) },
        });
        const pieces = await client.chat.completions.create(
          {
            model,
            messages: chatMessages(request.system, request.messages),
            max_tokens: request.maxOutputTokens,
            stream: true,
            stream_options: { include_usage: true },
            ...(settings.temperature === undefined ? {} : { temperature: settings.temperature }),
          },
          { signal: wire.signal },
        );
        return await readChatStream(peer, pieces, onText);
      });
    },
  };
}
