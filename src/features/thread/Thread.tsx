import { Avatar } from "../../components/ui/Avatar";
import { formatClock } from "../../lib/format";
import { hasEnded, phraseOf } from "../stages/stageSteps";
import type { Version } from "../versions/VersionStrip";
import { AttemptTrail } from "./AttemptTrail";
import { CodeChange } from "./CodeChange";

const TAIL_LINES = 6;

const ORIGINS: Partial<Record<Version["origin"], string>> = {
  parameters: "sliders",
  edit: "edited code",
  import: "imported",
  api: "stored from outside",
};

/** The generation and its follow-ups as a conversation: who asked what, who answered, and what was assumed. */
export function Thread(props: {
  versions: readonly Version[];
  /** Code of the version that is being written now. */
  streamedCode: { generationId: string; text: string } | null;
  onChoice: (prompt: string) => void;
}) {
  const { versions, streamedCode, onChoice } = props;
  return (
    <section className="block" aria-label="Thread">
      <ol className="thread">
        {versions.map((version) => (
          <li className="turn" key={version._id}>
            <Avatar name={version.authorName} />
            <div>
              <div className="who">
                {version.authorName} · {formatClock(version.createdAt)} · v{version.number}
                {ORIGINS[version.origin] ? ` · ${ORIGINS[version.origin]}` : ""}
                {!hasEnded(version.status) && (
                  <span className="is-live"> · {phraseOf(version.status, version.stage)}</span>
                )}
              </div>
              <p>{version.prompt.length > 600 ? `${version.prompt.slice(0, 600)} …` : version.prompt}</p>
              <div className="answer">
                {version.origin !== "parameters" && <AttemptTrail attempts={version.attempts} />}
                {streamedCode?.generationId === version._id && <CodeTail text={streamedCode.text} />}
                <Answer version={version} onChoice={onChoice} />
                {codeChangeOf(version, versions)}
              </div>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Sliders change no code, and a version that did not finish has none to compare. */
function codeChangeOf(version: Version, versions: readonly Version[]) {
  const parent = versions.find(({ _id }) => _id === version.parentId);
  if (parent === undefined || version.status !== "succeeded" || version.origin === "parameters") return null;
  return <CodeChange generationId={version._id} parentId={parent._id} parentNumber={parent.number} />;
}

function CodeTail({ text }: { text: string }) {
  return <pre className="code-tail">{text.split("\n").slice(-TAIL_LINES).join("\n")}</pre>;
}

function Answer({ version, onChoice }: { version: Version; onChoice: (prompt: string) => void }) {
  return (
    <>
      {version.question !== null && (
        <>
          <p>{version.question.text}</p>
          <div className="choices" role="group" aria-label="Choices">
            {version.question.choices.map((choice) => (
              <button
                type="button"
                className="button"
                key={choice.prompt}
                title={choice.prompt}
                onClick={() => onChoice(choice.prompt)}
              >
                {choice.label}
              </button>
            ))}
          </div>
        </>
      )}
      {version.error !== null && <p className="is-bad">{version.error.message}</p>}
      {version.status === "canceled" && <p className="quiet">Canceled.</p>}
      {version.warnings.length > 0 && (
        <ul className="assumptions" aria-label="Assumptions">
          {version.warnings.map((warning) => (
            <li key={warning.code + warning.message} className={warning.code === "not_met" ? "is-warn" : undefined}>
              {warning.message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
