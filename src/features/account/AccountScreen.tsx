export function AccountScreen({ purpose }: { purpose: "signin" | "setup" | "invite" }) {
  return (
    <main className="page" data-purpose={purpose}>
      <h1>Sign in</h1>
    </main>
  );
}
