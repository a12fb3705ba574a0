export function InboxScreen() {
  return (
    <main className="page">
      <h1>Inbox</h1>
    </main>
  );
}
