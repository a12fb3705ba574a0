export function ShareScreen({ token }: { token: string }) {
  return (
    <main className="page" data-token={token}>
      <h1>Shared part</h1>
    </main>
  );
}
