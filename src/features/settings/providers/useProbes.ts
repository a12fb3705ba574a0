import { useAction } from "convex/react";
import { useEffect, useEffectEvent, useState } from "react";
import type { Role } from "../../../../convex/lib/validators";
import type { ProviderCard } from "../../../../convex/model/providerCards";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";

const PROBE_EVERY_MS = 60_000;
const CLOCK_EVERY_MS = 5_000;

/**
 * Looks at each configured provider while this page is open and in front, and not otherwise. Answers the time, which
 * moves with the looks.
 */
export function useProbes(workspaceId: Id<"workspaces">, providers: readonly ProviderCard[], role: Role): number {
  const probe = useAction(api.providerSettings.probe);
  const [now, setNow] = useState(() => Date.now());
  const ids = providers
    .filter((provider) => provider.isConfigured && provider.isEnabled && provider.setting !== null)
    .map(({ id }) => id)
    .join(",");
  const look = useEffectEvent(() => {
    if (document.hidden || ids === "" || role === "viewer" || role === "commenter") return;
    // A look that fails shows as the state of its row; there is nobody else to tell.
    for (const provider of ids.split(",")) probe({ workspaceId, provider }).catch(() => undefined);
  });
  useEffect(() => {
    look();
    const looks = setInterval(() => look(), PROBE_EVERY_MS);
    const clock = setInterval(() => setNow(Date.now()), CLOCK_EVERY_MS);
    return () => {
      clearInterval(looks);
      clearInterval(clock);
    };
  }, [ids]);
  return now;
}
