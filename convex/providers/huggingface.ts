import { chatCompletionStream } from "@huggingface/inference";
import type { Provider } from "../lib/provider";
import { chatMessages, readChatStream } from "./chatStream";
import { callOnWire, type Peer } from "./wire";

/** Hugging Face Inference through its router. A model may name its host: `Qwen/Qwen3-Coder-480B-A35B-Instruct:together`. */

export type HuggingfaceSettings = {
  token: string;
  /** Ends in `/v1`. */
  baseUrl: string;
  defaultModel: string;
};

export function huggingfaceProvider(settings: HuggingfaceSettings): Provider {
  return {
    id: "huggingface",
    generate: (request, calls) => {
      const model = request.model ?? settings.defaultModel;
      const peer: Peer = {
        label: "Hugging Face",
        setting: "HF_TOKEN",
        addressSetting: "HF_BASE_URL",
        model,
        secret: settings.token,
      };

      return callOnWire(peer, calls, async (wire, onText) => {
        // The client would take an address that is none for the name of a model, and ask elsewhere.
        const endpointUrl = new URL(`${settings.baseUrl}/chat/completions`).href;
        const pieces = chatCompletionStream(
          {
            accessToken: settings.token,
            // With an address of its own the client asks nobody else which host serves the model: one request a call.
            endpointUrl,
            model,
            messages: chatMessages(request.system, request.messages),
            max_tokens: request.maxOutputTokens,
            temperature: 0.2,
            stream_options: { include_usage: true },
          },
          // Otherwise it repeats a 503 at once and for ever.
          { fetch: wire.fetch, signal: wire.signal, retry_on_error: false },
        );
        return await readChatStream(peer, pieces, onText);
      });
    },
  };
}
