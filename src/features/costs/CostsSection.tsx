export function CostsSection() {
  return <h2>Costs and budget</h2>;
}
