// The others in the top bar; each leads to what they look at.
import { Link } from "@tanstack/react-router";
import { Avatar } from "../../components/ui/Avatar";
import { usePresence, type OtherPage } from "./presenceContext";
import "./presence.css";

const SHOWN = 4;

export function WhoIsHere() {
  const { others } = usePresence();
  const people = [...new Map(others.toReversed().map((page) => [page.userName, page])).values()];
  if (people.length === 0) return null;
  return (
    <ul className="who-is-here" aria-label="Here now">
      {people.slice(0, SHOWN).map((page) => (
        <li key={page.userName}>
          <Person page={page} />
        </li>
      ))}
      {people.length > SHOWN && <li className="quiet">+{people.length - SHOWN}</li>}
    </ul>
  );
}

function Person({ page: { userName, threadId, versionNumber } }: { page: OtherPage }) {
  if (threadId === null) return <Avatar name={userName} />;
  return (
    <Link
      to="/t/$threadId"
      params={{ threadId }}
      search={versionNumber === null ? {} : { v: versionNumber }}
      title={`Go to what ${userName} looks at`}
    >
      <Avatar name={userName} />
    </Link>
  );
}
