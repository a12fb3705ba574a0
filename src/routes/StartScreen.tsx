import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Kind } from "../../convex/lib/validators";
import { AppGallery } from "../features/prompt/AppGallery";
import { Gallery } from "../features/prompt/Gallery";
import { PromptBox } from "../features/prompt/PromptBox";
import { usePrompt } from "../features/prompt/usePrompt";
import { useWorkspace } from "./workspaceContext";

const KINDS: { id: Kind; label: string; placeholder: string }[] = [
  { id: "cad", label: "Part", placeholder: "80x60x5 mm mounting plate with four 5 mm holes 8 mm from the edges" },
  { id: "app", label: "App", placeholder: "A purchase order table with sorting and a filter for late rows" },
];

/** What the workspace opens with: the prompt, and parts and apps to start from. */
export function StartScreen() {
  const workspaceId = useWorkspace().workspace._id;
  const navigate = useNavigate();
  const [kind, setKind] = useState<Kind>("cad");
  const onCreated = (generationId: string) => {
    void navigate({ to: "/g/$generationId", params: { generationId }, search: { follow: true } });
  };
  const prompt = usePrompt(workspaceId, null, onCreated, kind);
  return (
    <main className="start">
      <div className="start-inner">
        <h1>What should we make?</h1>
        <PromptBox
          text={prompt.text}
          onText={prompt.setText}
          onSubmit={() => void prompt.send(prompt.text, kind)}
          provider={prompt.provider}
          providers={prompt.providers}
          onProvider={prompt.setProvider}
          placeholder={KINDS.find(({ id }) => id === kind)?.placeholder ?? ""}
          isSending={prompt.isSending}
          error={prompt.error}
          isOffline={prompt.isOffline}
          costHint={prompt.costHint}
        >
          <span className="segments" role="group" aria-label="Kind">
            {KINDS.map(({ id, label }) => (
              <button key={id} type="button" aria-pressed={kind === id} onClick={() => setKind(id)}>
                {label}
              </button>
            ))}
          </span>
        </PromptBox>
        <Gallery onPick={(text) => void prompt.send(text, "cad")} />
        <AppGallery onPick={(text) => void prompt.send(text, "app")} />
      </div>
    </main>
  );
}
