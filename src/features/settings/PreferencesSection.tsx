import { useMutation, useQuery } from "convex/react";
import { api } from "../../../convex/_generated/api";
import { useWorkspace } from "../../routes/workspaceContext";
import { setTheme, useTheme, type ThemeChoice } from "../../lib/useTheme";

const THEMES: { id: ThemeChoice; label: string }[] = [
  { id: "dark", label: "Dark" },
  { id: "light", label: "Light" },
  { id: "system", label: "As the system" },
];

const UNITS = [
  { id: "mm", label: "Millimetres" },
  { id: "inch", label: "Inches" },
] as const;

/** What one person sees: the theme on this browser, the units wherever they sign in. */
export function PreferencesSection() {
  const { choice } = useTheme();
  const { workspace } = useWorkspace();
  const preferences = useQuery(api.preferences.get, { workspaceId: workspace._id });
  const setUnits = useMutation(api.preferences.setUnits);
  return (
    <>
      <h2>Preferences</h2>
      <div className="setting-row">
        <span>Theme</span>
        <span className="segments" role="group" aria-label="Theme">
          {THEMES.map(({ id, label }) => (
            <button key={id} type="button" aria-pressed={choice === id} onClick={() => setTheme(id)}>
              {label}
            </button>
          ))}
        </span>
      </div>
      <div className="setting-row">
        <span>
          Units
          <br />
          <span className="quiet">Parts are made and stored in millimetres.</span>
        </span>
        <span className="segments" role="group" aria-label="Units">
          {UNITS.map(({ id, label }) => (
            <button
              key={id}
              type="button"
              aria-pressed={preferences?.units === id}
              onClick={() => void setUnits({ units: id })}
            >
              {label}
            </button>
          ))}
        </span>
      </div>
    </>
  );
}
