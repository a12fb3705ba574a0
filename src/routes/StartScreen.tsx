import { useNavigate } from "@tanstack/react-router";
import type { Id } from "../../convex/_generated/dataModel";
import { Gallery } from "../features/prompt/Gallery";
import { PromptBox } from "../features/prompt/PromptBox";
import { usePrompt } from "../features/prompt/usePrompt";

/** What the workspace opens with: the prompt, and parts to start from. */
export function StartScreen({ workspaceId }: { workspaceId: Id<"workspaces"> }) {
  const navigate = useNavigate();
  const prompt = usePrompt(workspaceId, null, (generationId) => {
    void navigate({ to: "/g/$generationId", params: { generationId } });
  });
  return (
    <main className="start">
      <div className="start-inner">
        <h1>What should we make?</h1>
        <PromptBox
          text={prompt.text}
          onText={prompt.setText}
          onSubmit={() => void prompt.send(prompt.text)}
          provider={prompt.provider}
          providers={prompt.providers}
          onProvider={prompt.setProvider}
          placeholder="80x60x5 mm mounting plate with four 5 mm holes 8 mm from the edges"
          isSending={prompt.isSending}
          error={prompt.error}
          isOffline={prompt.isOffline}
        />
        <Gallery onPick={(text) => void prompt.send(text)} />
      </div>
    </main>
  );
}
