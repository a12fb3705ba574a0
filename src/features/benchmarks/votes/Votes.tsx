import { useMutation, useQuery } from "convex/react";
import { useState } from "react";
import type { Id } from "../../../../convex/_generated/dataModel";
import type { VoteChoice } from "../../../../convex/lib/benchmarks/views";
import { isTyping, useKeys } from "../../../lib/keyboard";
import { countText } from "../figures";
import type { SideName } from "../sideNames";
import { useDo } from "../useDo";
import { Ratings } from "./Ratings";
import { VotePairView } from "./VotePairView";
import { choiceOfKey } from "./voteKeys";
import "./votes.css";
import { api } from "../../../../convex/_generated/api";

const CHOICES: { choice: VoteChoice; label: string; keys: string }[] = [
  { choice: "left", label: "Left is better", keys: "←" },
  { choice: "tie", label: "Tie", keys: "T" },
  { choice: "both_bad", label: "Both bad", keys: "B" },
  { choice: "right", label: "Right is better", keys: "→" },
];

/** Two answers to one prompt, side by side and without their makers' names; one key decides and brings the next. */
export function Votes(props: {
  workspaceId: Id<"workspaces">;
  runId: string;
  names: readonly SideName[];
  theme: "dark" | "light";
  canVote: boolean;
}) {
  const { workspaceId, runId, names, theme, canVote } = props;
  const pair = useQuery(api.benchmarkVotes.next, canVote ? { workspaceId, runId } : "skip");
  const cast = useMutation(api.benchmarkVotes.cast);
  const { isBusy, problem, act } = useDo();
  const [lastPair, setLastPair] = useState<string | null>(null);
  // The pair that was just decided stays on screen until the next one comes: it takes no second vote.
  const isOpen = !isBusy && pair != null && pair.pairId !== lastPair;
  const vote = (choice: VoteChoice) => {
    if (!isOpen) return;
    const { pairId } = pair;
    act(async () => {
      await cast({ workspaceId, runId, pairId, choice });
      setLastPair(pairId);
    });
  };
  useKeys((event) => {
    const choice = isTyping(event.target) ? null : choiceOfKey(event);
    if (choice === null || !isOpen) return false;
    vote(choice);
    return true;
  });
  return (
    <>
      {!canVote && <p className="quiet said">Commenters, editors and owners of the workspace vote.</p>}
      {pair === null && (
        <p className="quiet said">
          Nothing left to compare. A pair needs two sides that both answered the same case, and each pair is shown to a
          person once.
        </p>
      )}
      {pair != null && (
        <section className="sheet vote" aria-label="Vote">
          <header className="vote-head">
            <p className="vote-prompt">{pair.prompt}</p>
            {pair.isOwnPrompt && <span className="chip warn">Your own prompt: the vote is kept and marked</span>}
            <span className="quiet">{countText(pair.votedCount, "vote")} of yours</span>
          </header>
          <VotePairView key={pair.pairId} pair={pair} theme={theme} />
          <footer className="vote-choices" role="group" aria-label="Which is better">
            {CHOICES.map(({ choice, label, keys }) => (
              <button
                key={choice}
                type="button"
                className="button"
                aria-keyshortcuts={{ "←": "ArrowLeft", "→": "ArrowRight" }[keys] ?? keys}
                disabled={!isOpen}
                onClick={() => vote(choice)}
              >
                {label} <kbd>{keys}</kbd>
              </button>
            ))}
          </footer>
          {problem !== null && (
            <p className="is-bad said" role="alert">
              {problem}
            </p>
          )}
        </section>
      )}
      <Ratings workspaceId={workspaceId} runId={runId} names={names} />
    </>
  );
}
