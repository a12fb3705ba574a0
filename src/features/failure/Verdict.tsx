import { CircleHelp, TriangleAlert } from "lucide-react";
import type { Version } from "../versions/VersionStrip";
import { stepNameOf } from "../stages/stageSteps";

/** A generation that ended without a part: where it stopped, why, and what works now. */
export function Verdict(props: {
  version: Version;
  lastGood: Version | null;
  onChoice: (prompt: string) => void;
  onRunAgain: () => void;
  onEditPrompt: () => void;
  onOpenCode: () => void;
  onShow: (version: Version) => void;
}) {
  const { version, lastGood, onChoice, onRunAgain, onEditPrompt, onOpenCode, onShow } = props;
  return (
    <div className="verdict">
      <div className="verdict-inner">
        {version.status === "needs_input" && version.question !== null ? (
          <>
            <div className="lead is-warn">
              <CircleHelp size={16} strokeWidth={1.5} aria-hidden="true" /> Asked back, nothing was made
            </div>
            <Question text={version.question.text} />
            {version.question.choices.length > 0 && <h3>Nearest parts, not made from your prompt</h3>}
            <div role="group" aria-label="Answers">
              {version.question.choices.map((choice) => (
                <div className="action-row" key={choice.prompt}>
                  <span>
                    {choice.label}
                    <br />
                    <span className="quiet">{choice.prompt}</span>
                  </span>
                  <button
                    type="button"
                    className="button"
                    onClick={() => onChoice(choice.prompt)}
                    aria-label={`Make: ${choice.label}`}
                  >
                    Make this
                  </button>
                </div>
              ))}
            </div>
          </>
        ) : version.status === "canceled" ? (
          <>
            <div className="lead">Canceled at {stepNameOf(version.stage)}</div>
            <h2>Nothing was made</h2>
          </>
        ) : (
          <>
            <div className="lead is-bad">
              <TriangleAlert size={16} strokeWidth={1.5} aria-hidden="true" /> Stopped at{" "}
              {stepNameOf(version.error?.stage ?? version.stage)}
            </div>
            <h2>{version.error?.message ?? "The version did not finish."}</h2>
            <p className="why">{version.error?.hint}</p>
          </>
        )}
        <h3>What you can do</h3>
        <div className="action-row">
          <span>Change the prompt</span>
          <button type="button" className="button" onClick={onEditPrompt}>
            Edit prompt
          </button>
        </div>
        {version.status !== "needs_input" && (
          <div className="action-row">
            <span>Run the same again</span>
            <button type="button" className="button" onClick={onRunAgain}>
              Run again
            </button>
          </div>
        )}
        {version.error?.line !== undefined && (
          <div className="action-row">
            <span>Edit the script, line {version.error.line}</span>
            <button type="button" className="button" onClick={onOpenCode}>
              Open code
            </button>
          </div>
        )}
        {lastGood !== null && (
          <div className="action-row">
            <span>Go on from v{lastGood.number}, which stands</span>
            <button type="button" className="button" onClick={() => onShow(lastGood)}>
              Show v{lastGood.number}
            </button>
          </div>
        )}
      </div>
    </div>
  );
}

/** Longer than two lines of a heading. */
const MAX_HEADING = 140;

/** A long question leads with its first sentence; the others are text to read. */
function Question({ text }: { text: string }) {
  const first = text.length > MAX_HEADING ? /^.+?[.?!](?= [A-Z“])/.exec(text)?.[0] : undefined;
  if (first === undefined) return <h2>{text}</h2>;
  return (
    <>
      <h2>{first}</h2>
      <p className="why">{text.slice(first.length + 1)}</p>
    </>
  );
}
