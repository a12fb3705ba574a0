/** Numbers for people: space before units, × for sizes, two figures where more would be noise. */

const THOUSANDS = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** A length in millimetres without its unit: 80, 5.5, 0.05. */
export function formatLength(mm: number): string {
  const rounded = Math.abs(mm) < 10 ? Math.round(mm * 100) / 100 : Math.round(mm * 10) / 10;
  return String(Object.is(rounded, -0) ? 0 : rounded);
}

export function formatSize(size: readonly number[]): string {
  return size.map(formatLength).join(" × ");
}

/** mm³ below 1 cm³, else cm³ with one decimal. */
export function formatVolume(mm3: number): string {
  return mm3 < 1000 ? `${THOUSANDS.format(mm3)} mm³` : `${THOUSANDS.format(mm3 / 1000)} cm³`;
}

export function formatArea(mm2: number): string {
  return mm2 < 100 ? `${THOUSANDS.format(mm2)} mm²` : `${THOUSANDS.format(mm2 / 100)} cm²`;
}

export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000
    ? `${(ms / 1000).toFixed(1)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** How long ago, in the one unit that matters. */
export function formatAgo(thenMs: number, nowMs: number): string {
  const minutes = Math.floor((nowMs - thenMs) / 60_000);
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h`;
  return new Date(thenMs).toLocaleDateString("en", { day: "numeric", month: "short" });
}

export function formatClock(ms: number): string {
  return new Date(ms).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

/** Micro-dollars as dollars; an unknown price stays unknown. */
export function formatCost(micros: number | null): string {
  if (micros === null) return "unknown";
  return micros === 0 ? "$0" : `$${(micros / 1e6).toFixed(micros < 10_000 ? 4 : 2)}`;
}

/** Two letters for an avatar. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? `${words[0]?.[0] ?? ""}${words.at(-1)?.[0] ?? ""}` : (words[0] ?? "").slice(0, 2);
  return letters.toUpperCase();
}

/** "1 page", "2 pages": a count with its noun. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
