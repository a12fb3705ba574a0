export function BenchmarksScreen() {
  return (
    <main className="page">
      <h1>Benchmarks</h1>
    </main>
  );
}
