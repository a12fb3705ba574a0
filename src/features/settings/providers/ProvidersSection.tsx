export function ProvidersSection() {
  return <h2>Providers</h2>;
}
