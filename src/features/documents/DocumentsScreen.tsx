export function DocumentsScreen() {
  return (
    <main className="page">
      <h1>Documents</h1>
    </main>
  );
}
