import { useMutation, useQuery } from "convex/react";
import { useRef, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { Reference } from "../../../convex/lib/validators";
import { useIsOffline } from "../../lib/useIsOffline";
import { plainErrorOf, type PlainError } from "../../lib/errors";
import { costHint } from "./costHint";

/**
 * The state of one prompt box and the call that sends it.
 * @param onCreated gets the new generation's id; the text is cleared only then, so a refusal loses nothing
 */
export function usePrompt(
  workspaceId: Id<"workspaces">,
  parentId: Id<"generations"> | null,
  onCreated: (id: Id<"generations">) => void,
  kind: "cad" | "app" = "cad",
) {
  const create = useMutation(api.generations.create);
  const providers = useQuery(api.providers.status, { workspaceId });
  const isOffline = useIsOffline();
  const [text, setTextState] = useState("");
  const [provider, setProvider] = useState("auto");
  const forecast = useQuery(api.costs.forecast, { workspaceId, provider, kind, hasCode: parentId !== null });
  const budget = useQuery(api.costs.budget, { workspaceId, month: thisMonth() });
  const [isSending, setIsSending] = useState(false);
  const [error, setError] = useState<PlainError | null>(null);
  // One key per thing sent: pressing twice, or a resend after a reconnect, makes one generation.
  const idempotencyKey = useRef(crypto.randomUUID());

  const setText = (next: string) => {
    setTextState(next);
    setError(null);
  };
  const send = async (prompt: string, sentKind: "cad" | "app" = "cad", reference: Reference | null = null) => {
    setIsSending(true);
    setError(null);
    try {
      const id = await create({
        workspaceId,
        prompt,
        kind: sentKind,
        provider,
        idempotencyKey: idempotencyKey.current,
        ...(parentId === null ? {} : { parentId }),
        ...(reference === null ? {} : { reference }),
      });
      idempotencyKey.current = crypto.randomUUID();
      setTextState("");
      onCreated(id);
    } catch (reason) {
      idempotencyKey.current = crypto.randomUUID();
      setError(plainErrorOf(reason));
    } finally {
      setIsSending(false);
    }
  };
  return {
    text,
    setText,
    provider,
    setProvider,
    providers: (providers ?? []).filter((entry) => entry.configured).map((entry) => entry.id),
    costHint: costHint(forecast ?? null, budget ?? null),
    isSending,
    error,
    isOffline,
    send,
  };
}

/** In UTC, as the budget is kept. */
function thisMonth(): string {
  return new Date().toISOString().slice(0, 7);
}
