/** Strengths of models from blind pairs, after Bradley and Terry. Pure. */

const Z_95 = 1.959963984540054;
const MAX_ROUNDS = 10_000;
const CLOSE_ENOUGH = 1e-12;

export type Strength = { ability: number; low: number; high: number };

/**
 * Log-strengths by Hunter's minorise–maximise steps, with their sum at 0, and 95 % intervals from the observed information.
 * `wins[i][j]`: how often i beat j; a tie counts half to each. A side without a win or without a loss has no finite
 * strength: every played pair then gets `prior` wins on both sides. Throws `RangeError` when the pairs do not connect.
 */
export function bradleyTerry(wins: readonly (readonly number[])[], prior = 0): Strength[] {
  const n = wins.length;
  const played = (i: number, j: number) => (wins[i]?.[j] ?? 0) + (wins[j]?.[i] ?? 0);
  const won = (i: number, j: number) => (wins[i]?.[j] ?? 0) + (played(i, j) > 0 ? prior : 0);
  const games = (i: number, j: number) => (i === j ? 0 : won(i, j) + won(j, i));
  if (!isConnected(n, games))
    throw new RangeError("Some models were never compared with the others, not even in a chain.");
  let strengths = Array.from({ length: n }, () => 1);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = strengths.map((mine, i) => {
      let total = 0;
      let weight = 0;
      for (let j = 0; j < n; j += 1) {
        if (i === j) continue;
        total += won(i, j);
        weight += games(i, j) / (mine + strengths[j]!);
      }
      return weight === 0 ? mine : total / weight;
    });
    const centre = Math.exp(next.reduce((sum, value) => sum + Math.log(value), 0) / n);
    const scaled = next.map((value) => value / centre);
    const moved = Math.max(...scaled.map((value, i) => Math.abs(Math.log(value / strengths[i]!))));
    strengths = scaled;
    if (moved < CLOSE_ENOUGH) break;
  }
  // Centred abilities have the covariance of the information with the all-ones direction added, less that direction.
  const information = strengths.map((mine, i) =>
    strengths.map((other, j) => {
      if (i !== j) return (-games(i, j) * mine * other) / (mine + other) ** 2 + 1 / n;
      return (
        strengths.reduce(
          (sum, rival, k) => sum + (k === i ? 0 : (games(i, k) * mine * rival) / (mine + rival) ** 2),
          0,
        ) +
        1 / n
      );
    }),
  );
  const covariance = invert(information);
  return strengths.map((strength, i) => {
    const ability = Math.log(strength);
    const half = Z_95 * Math.sqrt(Math.max(0, covariance[i]![i]! - 1 / n));
    return { ability, low: ability - half, high: ability + half };
  });
}

function isConnected(n: number, games: (i: number, j: number) => number): boolean {
  const reached = new Set(n === 0 ? [] : [0]);
  const open = [...reached];
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    for (let j = 0; j < n; j += 1) {
      if (reached.has(j) || games(i, j) === 0) continue;
      reached.add(j);
      open.push(j);
    }
  }
  return reached.size === n;
}

/** Gauss–Jordan with the largest pivot. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < n; column += 1) {
    let pivot = column;
    for (let i = column + 1; i < n; i += 1) {
      if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const head = rows[column]!;
    const divisor = head[column]!;
    rows[column] = head.map((value) => value / divisor);
    for (let i = 0; i < n; i += 1) {
      if (i === column) continue;
      const factor = rows[i]![column]!;
      rows[i] = rows[i]!.map((value, j) => value - factor * rows[column]![j]!);
    }
  }
  return rows.map((row) => row.slice(n));
}
