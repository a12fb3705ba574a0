/** Schedules of `crons.ts` and when they are next due. All times are UTC. */
import type { Json } from "../protocol/json.ts";

export type CronSchedule =
  | { type: "interval"; seconds?: number; minutes?: number; hours?: number }
  | { type: "hourly"; minuteUTC?: number }
  | { type: "daily"; hourUTC: number; minuteUTC?: number }
  | { type: "weekly"; dayOfWeek: string; hourUTC: number; minuteUTC?: number }
  | { type: "monthly"; day: number; hourUTC: number; minuteUTC?: number }
  | { type: "cron"; cron: string };
export type CronJob = { name: string; args: [Json] | []; schedule: CronSchedule };

const MINUTE_MS = 60_000;
const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
/** Feb 29 comes at least once in eight years. */
const SEARCH_DAYS = 366 * 8;

/** The first time after `nowMs` that the schedule names; intervals count on from `previousMs`. */
export function nextRunMs(schedule: CronSchedule, previousMs: number, nowMs: number): number {
  switch (schedule.type) {
    case "interval": {
      const stepMs = ((schedule.seconds ?? 0) + (schedule.minutes ?? 0) * 60 + (schedule.hours ?? 0) * 3600) * 1000;
      const missed = Math.max(0, Math.floor((nowMs - previousMs) / stepMs));
      return previousMs + (missed + 1) * stepMs;
    }
    case "hourly":
      return nextMatchMs({ minutes: [schedule.minuteUTC ?? 0] }, nowMs);
    case "daily":
      return nextMatchMs({ minutes: [schedule.minuteUTC ?? 0], hours: [schedule.hourUTC] }, nowMs);
    case "weekly":
      return nextMatchMs(
        { minutes: [schedule.minuteUTC ?? 0], hours: [schedule.hourUTC], weekdays: [DAYS.indexOf(schedule.dayOfWeek)] },
        nowMs,
      );
    case "monthly":
      return nextMatchMs(
        { minutes: [schedule.minuteUTC ?? 0], hours: [schedule.hourUTC], days: [schedule.day] },
        nowMs,
      );
    case "cron":
      return nextMatchMs(parseCron(schedule.cron), nowMs);
  }
}

/** The next run as it was planned, or sooner: it was planned by a clock that has been set back since. */
export function plannedRunMs(schedule: CronSchedule, plannedMs: number, nowMs: number): number {
  return Math.min(plannedMs, nextRunMs(schedule, nowMs, nowMs));
}

type Match = { minutes: number[]; hours?: number[]; days?: number[]; months?: number[]; weekdays?: number[] };

function nextMatchMs(match: Match, nowMs: number): number {
  let atMs = (Math.floor(nowMs / MINUTE_MS) + 1) * MINUTE_MS;
  const endMs = atMs + SEARCH_DAYS * 24 * 60 * MINUTE_MS;
  while (atMs < endMs) {
    const at = new Date(atMs);
    if (!includes(match.months, at.getUTCMonth() + 1) || !isDay(match, at)) {
      atMs = Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1);
    } else if (!includes(match.hours, at.getUTCHours())) {
      atMs = (Math.floor(atMs / (60 * MINUTE_MS)) + 1) * 60 * MINUTE_MS;
    } else if (!match.minutes.includes(at.getUTCMinutes())) {
      atMs += MINUTE_MS;
    } else {
      return atMs;
    }
  }
  return Infinity;
}

/** As in cron(5): with both day of month and day of week given, either will do. */
function isDay({ days, weekdays }: Match, at: Date): boolean {
  if (days !== undefined && weekdays !== undefined)
    return days.includes(at.getUTCDate()) || weekdays.includes(at.getUTCDay());
  return includes(days, at.getUTCDate()) && includes(weekdays, at.getUTCDay());
}

function includes(allowed: number[] | undefined, value: number): boolean {
  return allowed === undefined || allowed.includes(value);
}

const MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

function parseCron(text: string): Match {
  const [minutes = "*", hours = "*", days = "*", months = "*", weekdays = "*"] = text.trim().split(/\s+/);
  const match: Match = { minutes: parseField(minutes, 0, 59) ?? Array.from({ length: 60 }, (_, minute) => minute) };
  const given = {
    hours: parseField(hours, 0, 23),
    days: parseField(days, 1, 31),
    months: parseField(months, 1, 12, MONTH_NAMES, 1),
    weekdays: parseField(
      weekdays,
      0,
      7,
      DAYS.map((day) => day.slice(0, 3)),
      0,
    )?.map((day) => day % 7),
  };
  for (const [name, values] of Object.entries(given))
    if (values !== undefined) match[name as keyof typeof given] = values;
  return match;
}

function parseField(
  text: string,
  low: number,
  high: number,
  names: string[] = [],
  firstName = 0,
): number[] | undefined {
  if (text === "*") return undefined;
  const number = (part: string): number => {
    const named = names.indexOf(part.toLowerCase());
    return named === -1 ? Number(part) : named + firstName;
  };
  const values: number[] = [];
  for (const part of text.split(",")) {
    const [range = "*", step = "1"] = part.split("/");
    const [from, to] =
      range === "*"
        ? [low, high]
        : range.includes("-")
          ? range.split("-").map(number)
          : [number(range), part.includes("/") ? high : number(range)];
    for (let value = from!; value <= to!; value += Number(step)) values.push(value);
  }
  return values;
}
