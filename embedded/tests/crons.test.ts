import { describe, expect, test } from "vitest";
import { nextRunMs, plannedRunMs } from "../runtime/crons.ts";
import { api, startServer, untilValue } from "./server.ts";

const at = (text: string): number => Date.parse(text);
const next = (schedule: Parameters<typeof nextRunMs>[0], now: string): string =>
  new Date(nextRunMs(schedule, at(now), at(now))).toISOString();

describe("crons", () => {
  test("the next run of each kind of schedule is the first time after now", () => {
    const now = "2026-02-27T10:30:15.000Z";
    expect(next({ type: "interval", minutes: 5 }, now)).toBe("2026-02-27T10:35:15.000Z");
    expect(next({ type: "hourly", minuteUTC: 15 }, now)).toBe("2026-02-27T11:15:00.000Z");
    expect(next({ type: "daily", hourUTC: 9, minuteUTC: 5 }, now)).toBe("2026-02-28T09:05:00.000Z");
    expect(next({ type: "weekly", dayOfWeek: "monday", hourUTC: 8 }, now)).toBe("2026-03-02T08:00:00.000Z");
    expect(next({ type: "monthly", day: 31, hourUTC: 0 }, now)).toBe("2026-03-31T00:00:00.000Z");
    expect(next({ type: "cron", cron: "*/20 9-17 * * 1-5" }, now)).toBe("2026-02-27T10:40:00.000Z");
    expect(next({ type: "cron", cron: "0 0 29 2 *" }, now)).toBe("2028-02-29T00:00:00.000Z");
  });

  test("missed runs of an interval are skipped, not caught up", () => {
    expect(nextRunMs({ type: "interval", seconds: 10 }, 0, 95_000)).toBe(100_000);
  });

  test("[T5] a clock that is set back does not put a run off: it comes when its schedule next says", () => {
    const year = 365 * 24 * 3600 * 1000;
    expect(plannedRunMs({ type: "interval", minutes: 1 }, year + 60_000, 5000)).toBe(65_000);
    const daily = { type: "daily", hourUTC: 9 } as const;
    const now = at("2026-02-27T10:30:00Z");
    expect(plannedRunMs(daily, at("2027-02-28T09:00:00Z"), now)).toBe(at("2026-02-28T09:00:00Z"));
    expect(plannedRunMs(daily, at("2026-02-28T09:00:00Z"), now)).toBe(at("2026-02-28T09:00:00Z"));
    // One that is overdue stays so.
    expect(plannedRunMs({ type: "interval", minutes: 1 }, 1000, 5000)).toBe(1000);
  });

  test("a cron runs its function, on its own schedule across restarts", async () => {
    const server = await startServer({ fixture: "crons", env: { CRON_NAME: "x" } });
    expect(await untilValue<string[]>(server.client(), api.ticks!.list!, {}, (ticks) => ticks.length === 1)).toEqual([
      "cron",
    ]);
    await server.stop();
  });

  test("an environment variable that convex.config.ts declares must be set and fit", async () => {
    await expect(startServer({ fixture: "crons" })).rejects.toThrow(
      "env/missing: convex.config.ts needs the environment variable CRON_NAME.",
    );
    await expect(startServer({ fixture: "crons", env: { CRON_NAME: "x", CRON_MODE: "warp" } })).rejects.toThrow(
      "env/mismatch: The environment variable CRON_MODE",
    );
  });
});
