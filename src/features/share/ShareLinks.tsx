// Makes, lists and revokes the public links of one version.
import { useAction, useMutation, useQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { plainErrorOf } from "../../lib/errors";

const DAYS = 30;

export function ShareLinks(props: { workspaceId: Id<"workspaces">; generationId: Id<"generations"> }) {
  const { workspaceId, generationId } = props;
  const [isOpen, setIsOpen] = useState(false);
  const [allowsDownloads, setAllowsDownloads] = useState(true);
  const [address, setAddress] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const shares = useQuery(api.shares.list, isOpen ? { generationId } : "skip") ?? [];
  const create = useAction(api.shares.create);
  const revoke = useMutation(api.shares.revoke);
  const say = (failure: unknown) => setError(plainErrorOf(failure).message);
  const make = async () => {
    setError(null);
    try {
      const { token } = await create({ workspaceId, generationId, days: DAYS, allowsDownloads });
      setAddress(`${window.location.origin}/share/${token}`);
    } catch (failure) {
      say(failure);
    }
  };
  if (!isOpen) {
    return (
      <section className="block" aria-label="Share">
        <button type="button" className="button" onClick={() => setIsOpen(true)}>
          Share a link
        </button>
      </section>
    );
  }
  return (
    <section className="block" aria-label="Share">
      <label>
        <input
          type="checkbox"
          checked={allowsDownloads}
          onChange={(event) => setAllowsDownloads(event.target.checked)}
        />{" "}
        Allow downloads
      </label>
      <p>
        <button type="button" className="button" onClick={() => void make()}>
          Make a link for {DAYS} days
        </button>
      </p>
      {address !== null && (
        <p>
          <a className="link" href={address} aria-label="Public link">
            {address}
          </a>
        </p>
      )}
      <ul aria-label="Public links">
        {shares
          .filter(({ isRevoked }) => !isRevoked)
          .map((share) => (
            <li key={share._id}>
              {share.viewCount === 1 ? "1 view" : `${share.viewCount} views`} · by {share.authorName}{" "}
              <button
                type="button"
                className="button ghost"
                onClick={() => void revoke({ workspaceId, shareId: share._id }).catch(say)}
              >
                Revoke
              </button>
            </li>
          ))}
      </ul>
      {error !== null && (
        <p className="is-bad" role="alert">
          {error}
        </p>
      )}
    </section>
  );
}
