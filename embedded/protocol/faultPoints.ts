/**
 * Named places in the life of a commit at which the process can be told to die, so that tests meet every one of them.
 * `EMBEDDED_DIE_AT=committed:3` kills it the third time it comes to "committed"; without the variable they cost a test
 * of null.
 */
export const FAULT_POINTS = ["started", "ran", "stored", "committed", "flushed", "answered"] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

const wanted = /^(\w+):(\d+)$/.exec(process.env.EMBEDDED_DIE_AT ?? "");
let left = Number(wanted?.[2] ?? 0);

/** Dies here, as by `kill -9`, if the environment asks for it. */
export function reach(point: FaultPoint): void {
  if (wanted === null || wanted[1] !== point) return;
  left--;
  if (left === 0) process.kill(process.pid, "SIGKILL");
}
