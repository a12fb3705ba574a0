export function SettingsScreen() {
  return (
    <main className="page">
      <h1>Settings</h1>
    </main>
  );
}
