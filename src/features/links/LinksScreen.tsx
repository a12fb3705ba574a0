export function LinksScreen() {
  return (
    <main className="page">
      <h1>Links</h1>
    </main>
  );
}
