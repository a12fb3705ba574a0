import { Link } from "@tanstack/react-router";
import { Suspense } from "react";
import { useAreaPath } from "../../routes/useAreaPath";
import { settingsGroups, settingsSections } from "./sections";
import "./settings.css";

/** Everything that is set rather than made: a list of sections, and the chosen one beside it. */
export function SettingsScreen() {
  const { pieces } = useAreaPath("settings");
  const chosen = settingsSections.find(({ id }) => id === pieces[0]) ?? settingsSections[0];
  if (chosen === undefined) return null;
  const Section = chosen.component;
  return (
    <main className="page settings">
      <h1>Settings</h1>
      <div className="settings-body">
        <nav className="settings-nav" aria-label="Settings sections">
          {settingsGroups.map((group) => {
            const sections = settingsSections.filter((section) => section.group === group);
            if (sections.length === 0) return null;
            return (
              <div key={group}>
                <h2>{group}</h2>
                {sections.map(({ id, label }) => (
                  <Link
                    key={id}
                    to="/settings/$"
                    params={{ _splat: id }}
                    aria-current={id === chosen.id ? "page" : undefined}
                  >
                    {label}
                  </Link>
                ))}
              </div>
            );
          })}
        </nav>
        <section className="settings-section" aria-label={chosen.label}>
          <Suspense fallback={null}>
            <Section />
          </Suspense>
        </section>
      </div>
    </main>
  );
}
