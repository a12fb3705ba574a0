export function ShopScreen() {
  return (
    <main className="page">
      <h1>Parts, BOMs and orders</h1>
    </main>
  );
}
