import { setTheme, useTheme, type ThemeChoice } from "../../lib/useTheme";

const THEMES: { id: ThemeChoice; label: string }[] = [
  { id: "dark", label: "Dark" },
  { id: "light", label: "Light" },
  { id: "system", label: "As the system" },
];

/** What one person sees, on this browser alone. */
export function PreferencesSection() {
  const { choice } = useTheme();
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
    </>
  );
}
